// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.autoconfigure.health.HealthEndpointAutoConfiguration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthContributorRegistry;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import redis.embedded.RedisServer;

/** What the Actuator's {@code health} says of the store "redis", in Spring Boot 3; the sample's test does the same in 4. */
@Timeout(60)
class RedisHealthTest {

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(
                    AutoConfigurations.of(RestyAutoConfiguration.class, HealthEndpointAutoConfiguration.class));

    @TempDir
    Path folder;

    private int port;

    private WebApplicationContextRunner withRedis;

    @BeforeEach
    void configure() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Path yaml = folder.resolve("redisson.yaml");
        Files.writeString(yaml, "singleServerConfig:\n  address: \"redis://127.0.0.1:" + port + "\"\n");
        withRedis = runner.withPropertyValues("resty.redis.config=" + yaml, "resty.redis.required=false");
    }

    private static Health health(HealthContributorRegistry registry) {
        return ((HealthIndicator) registry.getContributor("restyRedis")).getHealth(true);
    }

    @Test
    void redisThere_isUp_andDownWhenItIsGone() throws Exception {
        RedisServer redis =
                RedisServer.newRedisServer().port(port).setting("save \"\"").build();
        redis.start();
        try {
            withRedis.run(context -> {
                HealthContributorRegistry registry = context.getBean(HealthContributorRegistry.class);
                assertThat(health(registry)).isEqualTo(Health.up().build());
                redis.stop();
                await().until(() -> health(registry).getStatus().equals(Status.DOWN));
                assertThat(health(registry).getDetails().get("error").toString())
                        .startsWith("redis: ");
            });
        } finally {
            redis.stop();
        }
    }

    @Test
    void redisNotThere_isDown() {
        withRedis.run(context -> assertThat(
                        health(context.getBean(HealthContributorRegistry.class)).getStatus())
                .isEqualTo(Status.DOWN));
    }

    @Test
    void withoutRedis_orSwitchedOff_isSilent() {
        runner.run(context -> assertThat(
                        context.getBean(HealthContributorRegistry.class).getContributor("restyRedis"))
                .isNull());
        withRedis
                .withPropertyValues("management.health.resty-redis.enabled=false")
                .run(context -> assertThat(
                                context.getBean(HealthContributorRegistry.class).getContributor("restyRedis"))
                        .isNull());
    }
}
