// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What rules see of Spring Boot's page for errors, on an embedded Tomcat. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "resty.waf.enabled=true",
            "resty.waf.rules=classpath:waf/errors/",
            "server.error.include-message=always",
            "spring.web.error.include-message=always"
        })
class EmbeddedWafErrorsTest {

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(strings = {"throw", "send", "async"})
    void page_ofAnError_isLookedAtBeforeItLeaves(String kind) throws Exception {
        HttpResponse<String> harmless = get("/errors/" + kind + "?message=broken");
        assertThat(harmless.statusCode()).isEqualTo(kind.equals("send") ? 409 : 500);
        assertThat(harmless.body()).contains("broken\"").contains("\"path\":\"/errors/" + kind + '"');

        HttpResponse<String> refused = get("/errors/" + kind + "?message=secret");
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).doesNotContain("secret");
    }

    @Test
    void page_ofAPathThatIsntThere_isSpringBootsOwn() throws Exception {
        HttpResponse<String> missing = get("/missing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("\"status\":404");
        assertThat(missing.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(get("/missing/secret").statusCode()).isEqualTo(502);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Controller.class)
    static class Application {}

    @RestController
    static class Controller {

        @GetMapping("/errors/throw")
        String thrown(@RequestParam("message") String message) {
            throw new IllegalStateException(message);
        }

        @GetMapping("/errors/send")
        void sent(@RequestParam("message") String message, HttpServletResponse response) throws IOException {
            response.sendError(409, message);
        }

        @GetMapping("/errors/async")
        Callable<String> async(@RequestParam("message") String message) {
            return () -> {
                throw new IllegalStateException(message);
            };
        }
    }
}
