// SPDX-License-Identifier: Apache-2.0
package shop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import redis.embedded.RedisServer;

/** The Actuator's health in the shop with a Redis, with the Spring Boot that it is built with. */
@Timeout(90)
class HealthTest {

    private static HttpResponse<String> health(ConfigurableApplicationContext shop) throws Exception {
        String port = shop.getEnvironment().getProperty("local.server.port");
        URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/health");
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    @Test
    void health_tellsOfRedis(@TempDir Path folder) throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path yaml = folder.resolve("redisson.yaml");
        Files.writeString(yaml, "singleServerConfig:\n  address: \"redis://127.0.0.1:" + port + "\"\n");
        String[] arguments = {
            "--server.port=0",
            "--resty.redis.config=" + yaml,
            "--resty.redis.required=false",
            "--management.endpoint.health.show-details=always"
        };
        RedisServer redis =
                RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        try (ConfigurableApplicationContext shop = SpringApplication.run(ShopApplication.class, arguments)) {
            assertThat(health(shop).body()).contains("\"restyRedis\":{\"status\":\"UP\"}");
            redis.stop();
            HttpResponse<String> down = health(shop);
            assertThat(down.statusCode()).isEqualTo(503);
            assertThat(down.body()).contains("redis: ");
        } finally {
            redis.stop();
        }
        try (ConfigurableApplicationContext shop = SpringApplication.run(ShopApplication.class, "--server.port=0")) {
            assertThat(health(shop).statusCode()).isEqualTo(200);
            assertThat(health(shop).body()).doesNotContain("restyRedis");
        }
    }

    @Test
    void health_tellsOfTheWafsRules() throws Exception {
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                ShopApplication.class, "--server.port=0", "--management.endpoint.health.show-details=always")) {
            HttpResponse<String> health = health(shop);
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(health.body())
                    .containsPattern("\"restyWaf\":\\{\"details\":\\{[^}]*\"reload\":\"current\"")
                    .containsPattern("\"restyWaf\":\\{\"details\":\\{[^}]*\"rules\":[1-9]");
        }
        try (ConfigurableApplicationContext shop = SpringApplication.run(
                ShopApplication.class,
                "--server.port=0",
                "--management.endpoint.health.show-details=always",
                "--management.health.resty-waf.enabled=false")) {
            assertThat(health(shop).body()).doesNotContain("restyWaf");
        }
    }
}
