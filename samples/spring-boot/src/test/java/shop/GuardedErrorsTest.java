// SPDX-License-Identifier: Apache-2.0
package shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop's page for errors, which is Spring Boot's, behind rules that look at responses. */
class GuardedErrorsTest {

    @TempDir
    private Path folder;

    private ConfigurableApplicationContext shop;

    @BeforeEach
    void start() throws IOException {
        Path rules = Files.writeString(folder.resolve("errors.conf"), """
                SecResponseBodyAccess On
                SecResponseBodyMimeType text/html application/json
                SecRule RESPONSE_BODY "@contains secret" "id:1,phase:4,deny,status:502"
                """);
        shop = SpringApplication.run(
                ShopApplication.class, "--server.port=0", "--resty.waf.enabled=true", "--resty.waf.rules=" + rules);
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    @Test
    void page_passesTheRules_unlessTheyRefuseIt() throws Exception {
        HttpResponse<String> missing = get("/missing/fine");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).contains("\"status\":404", "\"path\":\"/missing/fine\"");

        HttpResponse<String> refused = get("/missing/secret");
        assertThat(refused.statusCode()).isEqualTo(502);
        assertThat(refused.body()).contains("502 Bad Gateway").doesNotContain("secret");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        String port = shop.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
