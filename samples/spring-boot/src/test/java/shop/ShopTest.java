// SPDX-License-Identifier: Apache-2.0
package shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop over HTTP. */
class ShopTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext shop;

    @BeforeEach
    void start() {
        shop = SpringApplication.run(ShopApplication.class, "--server.port=0");
    }

    @AfterEach
    void stop() {
        shop.close();
    }

    @Test
    void user_manyAtOnce_repositoryIsAskedOnce() {
        List<CompletableFuture<HttpResponse<String>>> asked = Stream.generate(
                        () -> client.sendAsync(request("/api/user?id=1").build(), BodyHandlers.ofString()))
                .limit(8)
                .toList();

        assertThat(asked).allSatisfy(answer -> {
            assertThat(answer.join().statusCode()).isEqualTo(200);
            assertThat(answer.join().body()).contains("\"Ada\"");
        });
        assertThat(asked.stream().map(answer -> header(answer.join(), "X-Cache")))
                .containsOnlyOnce("MISS")
                .contains("HIT");
        assertThat(shop.getBean(UserRepository.class).queries()).isEqualTo(1);
    }

    @Test
    void user_unknownOrMalformed_isRefused() throws Exception {
        assertThat(get("/api/user?id=7").statusCode()).isEqualTo(404);
        assertThat(get("/api/user?id=x").statusCode()).isEqualTo(400);
        assertThat(get("/api/user").statusCode()).isEqualTo(400);
    }

    @Test
    void attack_inArgumentsOrBody_isStoppedBeforeTheApplication() throws Exception {
        assertThat(get("/api/visits?q=1%20UNION%20all%20select%20password").statusCode())
                .isEqualTo(403);
        assertThat(post("/api/products/1/stock?add=1", "note=<SCRIPT>").statusCode())
                .isEqualTo(403);
        assertThat(get("/api/products/1").body()).contains("\"stock\":12");
    }

    @Test
    void attack_thatTheScriptDoesNotKnow_isStoppedByTheWafsRules() throws Exception {
        assertThat(get("/api/products?sort=../../etc/passwd").statusCode()).isEqualTo(403);
        assertThat(get("/api/products?sort=price").statusCode()).isEqualTo(200);
    }

    @Test
    void limit_hundredRequestsAMinute() throws Exception {
        for (int i = 0; i < 100; i++) {
            assertThat(get("/api/products").statusCode()).isEqualTo(200);
        }
        assertThat(get("/api/products").statusCode()).isEqualTo(429);
        assertThat(get("/api/visits").statusCode()).isEqualTo(200);
    }

    @Test
    void label_fromTheInjectedCache() throws Exception {
        HttpResponse<String> first = get("/api/products/2/label");
        HttpResponse<String> second = get("/api/products/2/label");

        assertThat(first.body()).isEqualTo(second.body()).isEqualTo("Mouse, EUR 39.00\n");
        assertThat(header(first, "X-Cache")).isEqualTo("MISS");
        assertThat(header(second, "X-Cache")).isEqualTo("HIT");
    }

    @Test
    void restock_underTheInjectedLock_losesNothing() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> sent = Stream.generate(() -> client.sendAsync(
                        request("/api/products/3/stock?add=1")
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString()))
                .limit(20)
                .toList();

        assertThat(sent)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
        assertThat(get("/api/products/3").body()).contains("\"stock\":24");
    }

    @Test
    void counter_isOneForLuaAndJava() throws Exception {
        assertThat(get("/api/visits").body()).isEqualTo("{\"visits\":1,\"by\":\"Java\"}");
        assertThat(get("/lua/visits").body()).isEqualTo("{\"visits\":2,\"by\":\"Lua\"}\n");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return client.send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        String port = shop.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
