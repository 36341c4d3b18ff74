// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.Resty;
import dev.resty.dict.SharedDict;
import dev.resty.servlet.conf.ConfException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.redisson.api.RedissonClient;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Dicts in Redis and in files, and their meters, as an application configures them. */
class DictStoresTest {

    private final WebApplicationContextRunner runner =
            new WebApplicationContextRunner().withConfiguration(AutoConfigurations.of(RestyAutoConfiguration.class));

    @TempDir
    Path folder;

    private String unreachable() throws Exception {
        Path yaml = folder.resolve("redisson.yaml");
        Files.writeString(yaml, "singleServerConfig:\n  address: \"redis://127.0.0.1:1\"\n");
        return yaml.toString();
    }

    private static Throwable cause(AssertableWebApplicationContext context) {
        Throwable cause = context.getStartupFailure();
        while (cause != null && !(cause instanceof ConfException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Test
    void dictInRedis_isABean_whetherRedisIsThereOrNot() throws Exception {
        runner.withPropertyValues(
                        "resty.dicts.sessions=1m store=redis",
                        "resty.redis.config=" + unreachable(),
                        "resty.redis.timeout=200ms",
                        "resty.redis.required=false")
                .run(context -> {
                    assertThat(context.getBean("sessions", SharedDict.class).remote())
                            .isTrue();
                    assertThat(context.getBean(Resty.class).storeNames()).containsExactly("heap", "redis");
                });
    }

    @Test
    void redisThatCannotBeReached_stopsTheStart() throws Exception {
        runner.withPropertyValues("resty.redis.config=" + unreachable(), "resty.redis.timeout=200ms")
                .run(context -> assertThat(cause(context))
                        .hasMessageContaining("in resty.redis")
                        .hasMessageContaining("resty.redis.required=false"));
    }

    @Test
    void redisConfig_thatIsNotThere_stopsTheStart() {
        runner.withPropertyValues("resty.redis.config=classpath:no-such.yaml")
                .run(context -> assertThat(cause(context)).hasMessageContaining("classpath:no-such.yaml"));
    }

    @Test
    void withoutRedisson_redisConfigNamesTheDependency() {
        runner.withClassLoader(new FilteredClassLoader(RedissonClient.class))
                .withPropertyValues("resty.redis.config=classpath:redisson.yaml")
                .run(context -> assertThat(cause(context)).hasMessageContaining("org.redisson:redisson"));
    }

    @Test
    void withoutRedisson_dictsInTheHeapWork() {
        runner.withClassLoader(new FilteredClassLoader(RedissonClient.class))
                .withPropertyValues("resty.dicts.d=1m")
                .run(context -> assertThat(
                                context.getBean("d", SharedDict.class).remote())
                        .isFalse());
    }

    @Test
    void dictInRedis_withoutARedis_stopsTheStartAndSaysWhatIsMissing() {
        runner.withPropertyValues("resty.dicts.d=1m store=redis").run(context -> assertThat(cause(context))
                .hasMessageContaining("resty.dicts.d")
                .hasMessageContaining("resty_redis_config"));
    }

    @Test
    void persistedDict_outlivesTheApplication() {
        WebApplicationContextRunner app =
                runner.withPropertyValues("resty.prefix=" + folder, "resty.dicts.d=1m persist=d.snapshot");
        app.run(context -> context.getBean("d", SharedDict.class).set("k", "v"));
        app.run(context -> assertThat(context.getBean("d", SharedDict.class).getString("k"))
                .isEqualTo("v"));
    }

    @Test
    void dictPersistedAtIntervals_isInItsFileWhileTheApplicationRuns() {
        runner.withPropertyValues("resty.prefix=" + folder, "resty.dicts.d=1m persist=d.snapshot persist_interval=10ms")
                .run(context -> {
                    context.getBean("d", SharedDict.class).set("k", "v");
                    Awaitility.await().until(() -> Files.exists(folder.resolve("d.snapshot")));
                });
    }

    @Test
    void meters_countWhatADictDoes() {
        runner.withPropertyValues("resty.dicts.d=1m").run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(RestyMetrics.class).bindTo(registry);
            SharedDict dict = context.getBean("d", SharedDict.class);
            dict.set("k", 1);
            dict.get("k");
            dict.get("k");
            dict.get("nope");

            assertThat(count(registry, "resty.dict.gets", "hit")).isEqualTo(2);
            assertThat(count(registry, "resty.dict.gets", "miss")).isEqualTo(1);
            assertThat(count(registry, "resty.dict.writes", "done")).isEqualTo(1);
            assertThat(count(registry, "resty.dict.writes", "refused")).isZero();
            assertThat(registry.get("resty.dict.evictions").functionCounter().count())
                    .isZero();
            assertThat(registry.get("resty.dict.entries").gauge().value()).isEqualTo(1);
            assertThat(registry.get("resty.dict.used").gauge().value()).isPositive();
        });
    }

    private static double count(SimpleMeterRegistry registry, String name, String result) {
        return registry.get(name).tag("result", result).functionCounter().count();
    }
}
