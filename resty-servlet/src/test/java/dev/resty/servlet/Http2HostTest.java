// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests over HTTP/2, which have their host in {@code :authority}. */
@Timeout(60)
class Http2HostTest {

    @Test
    void authority_isTheHost_forVariablesHeadersAndRules() throws Exception {
        try (RestyEngine engine = RestyFilter.builder()
                        .errorLog(new RecordingErrorLog())
                        .workers(1)
                        .conf(ConfSource.text("nginx.conf", """
                                modsecurity on;
                                modsecurity_embedded_rules web;
                                location = /host {
                                    content_by_lua_block {
                                        ngx.say(ngx.var.server_protocol, ' ', ngx.var.http_host, ' ', ngx.req.get_headers().host)
                                    }
                                }
                                """))
                        .build();
                TestHost host = new TomcatHost(engine, new EchoApp())) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            String authority = "localhost:" + host.port();
            // The first request asks for the upgrade, with a Host of its own; those behind it have none.
            get(client, authority, "/host");
            HttpResponse<String> second = get(client, authority, "/host?a=1");

            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.body()).isEqualTo("HTTP/2.0 " + authority + ' ' + authority + '\n');
            assertThat(get(client, authority, "/host?a=%3Cscript%3Ealert(1)%3C/script%3E")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private static HttpResponse<String> get(HttpClient client, String authority, String target) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + authority + target))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
