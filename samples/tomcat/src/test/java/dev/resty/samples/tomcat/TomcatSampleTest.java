// SPDX-License-Identifier: Apache-2.0
package dev.resty.samples.tomcat;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What README.md shows. */
class TomcatSampleTest {

    private static TomcatSample sample;

    @BeforeAll
    static void start() throws Exception {
        sample = TomcatSample.start(0);
    }

    @AfterAll
    static void stop() throws Exception {
        sample.close();
    }

    private static HttpResponse<String> get(String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + sample.port() + target))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void application_answersBehindTheFilterAndIsCounted() throws Exception {
        HttpResponse<String> first = get("/hello");
        HttpResponse<String> second = get("/hello");

        assertThat(first.body()).isEqualTo("hello from Java\n");
        assertThat(first.headers().firstValue("X-Hits")).contains("1");
        assertThat(second.headers().firstValue("X-Hits")).contains("2");
    }

    @Test
    void lua_answersByItself() throws Exception {
        assertThat(get("/lua?name=you").body()).isEqualTo("hello from Lua, you\n");
    }

    @Test
    void accessPhase_refuses() throws Exception {
        HttpResponse<String> refused = get("/refused?token=stolen");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("403 Forbidden");
    }

    @Test
    void engine_letsJavaReadTheDictThatLuaWrites() throws Exception {
        get("/counted");

        assertThat(sample.hits("/counted")).isEqualTo(1);
    }
}
