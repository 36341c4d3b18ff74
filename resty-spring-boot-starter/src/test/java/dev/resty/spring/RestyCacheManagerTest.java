// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.SimpleKey;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.lang.Nullable;
import tools.jackson.databind.json.JsonMapper;

@Timeout(120)
class RestyCacheManagerTest {

    private final WebApplicationContextRunner bare = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    RestyAutoConfiguration.class, RestyCacheAutoConfiguration.class, CacheAutoConfiguration.class))
            .withPropertyValues(
                    "resty.workers=1",
                    "resty.dicts.values=1m",
                    "resty.caches.users.dict=values",
                    "resty.caches.users.negative-ttl=1m",
                    "resty.caches.others.dict=values")
            .withUserConfiguration(App.class);

    private final WebApplicationContextRunner runner =
            bare.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class));

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @AutoConfigurationPackage
    static class App {

        @Bean
        Repository repository() {
            return new Repository();
        }
    }

    public record User(long id, String name, Instant since) {}

    public static class Repository {

        private final AtomicInteger calls = new AtomicInteger();

        public int calls() {
            return calls.get();
        }

        @Cacheable("users")
        @Nullable public User find(long id) {
            calls.incrementAndGet();
            return id < 0 ? null : new User(id, "n", Instant.ofEpochSecond(id));
        }

        @Cacheable("others")
        public List<User> list(String first, String second) {
            calls.incrementAndGet();
            return new ArrayList<>(List.of(new User(1, first + "-" + second, Instant.EPOCH)));
        }

        @Cacheable(cacheNames = "others", sync = true)
        public String slow(String key) throws Exception {
            calls.incrementAndGet();
            Thread.sleep(50);
            return key;
        }

        @Cacheable(cacheNames = "others", sync = true)
        public String fails(String key) throws IOException {
            throw new IOException("down");
        }

        @CacheEvict(cacheNames = "users")
        public void changed(long id) {}

        @CacheEvict(cacheNames = "users", allEntries = true)
        public void allChanged() {}
    }

    @Test
    void cacheable_callsOnce_andKeepsItInBothLevels() {
        runner.run(context -> {
            Repository repository = context.getBean(Repository.class);
            User first = repository.find(7);
            assertThat(repository.find(7)).isSameAs(first);
            levels(context.getBean(CacheManager.class), "users").invalidateAll();
            assertThat(repository.find(7)).isEqualTo(first).isNotSameAs(first);
            assertThat(repository.calls()).isEqualTo(1);
            assertThat(context.getBean("values", SharedDict.class).get("users:7"))
                    .isNotNull();
        });
    }

    @Test
    void cacheable_null_isRememberedWhereNegativeTtlIs() {
        runner.run(context -> {
            Repository repository = context.getBean(Repository.class);
            assertThat(repository.find(-1)).isNull();
            assertThat(repository.find(-1)).isNull();
            assertThat(repository.calls()).isEqualTo(1);

            Cache others = context.getBean(CacheManager.class).getCache("others");
            others.put("k", null);
            assertThat(others.get("k")).isNull();
        });
    }

    @Test
    void cacheable_severalArguments_areToldApart() {
        runner.run(context -> {
            Repository repository = context.getBean(Repository.class);
            assertThat(repository.list("a, b", "c").get(0).name()).isEqualTo("a, b-c");
            assertThat(repository.list("a", "b, c").get(0).name()).isEqualTo("a-b, c");
            assertThat(repository.list("a,b", "c").get(0).name()).isEqualTo("a,b-c");
            levels(context.getBean(CacheManager.class), "others").invalidateAll();
            assertThat(repository.list("a", "b, c").get(0).name()).isEqualTo("a-b, c");
            assertThat(repository.calls()).isEqualTo(3);
        });
    }

    @Test
    void evict_andEvictAll_removeFromBothLevels() {
        runner.run(context -> {
            Repository repository = context.getBean(Repository.class);
            repository.find(1);
            repository.find(2);
            repository.changed(1);
            repository.find(1);
            repository.find(2);
            assertThat(repository.calls()).isEqualTo(3);
            repository.allChanged();
            repository.find(1);
            repository.find(2);
            assertThat(repository.calls()).isEqualTo(5);
        });
    }

    @Test
    void sync_manyThreads_callOnce() {
        runner.run(context -> {
            Repository repository = context.getBean(Repository.class);
            ExecutorService threads = Executors.newFixedThreadPool(8);
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(threads.submit(() -> repository.slow("k")));
            }
            for (Future<String> result : results) {
                assertThat(result.get()).isEqualTo("k");
            }
            threads.shutdown();
            assertThat(repository.calls()).isEqualTo(1);
        });
    }

    @Test
    void sync_methodFails_itsExceptionComesOut() {
        runner.run(context -> assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> context.getBean(Repository.class).fails("k"))
                .withMessage("down"));
    }

    @Test
    void type_makesPlainJson() {
        runner.withPropertyValues("resty.caches.users.type=" + User.class.getName())
                .run(context -> {
                    Repository repository = context.getBean(Repository.class);
                    repository.find(7);
                    assertThat(context.getBean("values", SharedDict.class).getString("users:7"))
                            .startsWith("{\"id\":7,");
                    levels(context.getBean(CacheManager.class), "users").invalidateAll();
                    assertThat(repository.find(7).id()).isEqualTo(7);
                    assertThat(repository.calls()).isEqualTo(1);
                });
    }

    @Test
    void jackson3_isTakenWhereItsMapperIsABean() {
        bare.withBean(JsonMapper.class, () -> JsonMapper.builder().build()).run(context -> {
            Repository repository = context.getBean(Repository.class);
            User first = repository.find(7);
            repository.list("a", "b");
            levels(context.getBean(CacheManager.class), "users").invalidateAll();
            levels(context.getBean(CacheManager.class), "others").invalidateAll();
            assertThat(repository.find(7)).isEqualTo(first);
            assertThat(repository.list("a", "b").get(0).name()).isEqualTo("a-b");
            assertThat(repository.calls()).isEqualTo(2);
            assertThat(context.getBean(RestyCacheCodecs.class)).isInstanceOf(Jackson3Codecs.class);
        });
    }

    @Test
    void storedType_ofNeitherTheApplicationNorTheJdk_isNotMade() {
        runner.run(context -> {
            Codec<Object> codec = context.getBean(RestyCacheCodecs.class).codec("users");
            for (String json : List.of(
                    "[\"java.util.Formatter\",\"/tmp/no-such-file\"]",
                    "[\"org.springframework.core.io.FileSystemResource\",\"/tmp/x\"]",
                    "[\"java.util.logging.FileHandler\",{}]")) {
                assertThatExceptionOfType(RuntimeException.class)
                        .isThrownBy(() -> codec.decode(json.getBytes(StandardCharsets.UTF_8)))
                        .withMessageContaining("denied resolution");
            }
        });
    }

    @Test
    void withoutJackson_startSaysWhatIsMissing() {
        bare.run(context ->
                assertThat(context).getFailure().rootCause().isInstanceOf(MissingCacheCodecsException.class));
        assertThat(new MissingCacheCodecsAnalyzer()
                        .analyze(new MissingCacheCodecsException())
                        .getAction())
                .contains("RestyCacheCodecs");
    }

    @Test
    void oneJacksonAlone_isEnough() {
        bare.withClassLoader(new FilteredClassLoader("com.fasterxml.jackson.databind"))
                .withBean(JsonMapper.class, () -> JsonMapper.builder().build())
                .run(context -> assertThat(
                                context.getBean(Repository.class).find(7).id())
                        .isEqualTo(7));
        runner.withClassLoader(new FilteredClassLoader("tools.jackson")).run(context -> assertThat(
                        context.getBean(Repository.class).find(7).id())
                .isEqualTo(7));
        runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("restyCacheMetrics"));
    }

    @Test
    void ownCodecs_replaceJackson() {
        Codec<Object> text = Codec.of(
                value -> value.toString().getBytes(StandardCharsets.UTF_8),
                bytes -> new String(bytes, StandardCharsets.UTF_8));
        bare.withBean(RestyCacheCodecs.class, () -> cache -> text).run(context -> {
            Cache cache = context.getBean(CacheManager.class).getCache("others");
            cache.put("k", "v");
            assertThat(context.getBean("values", SharedDict.class).getString("others:k"))
                    .isEqualTo("v");
        });
    }

    @Test
    void otherCacheManager_isLeftAlone() {
        runner.withBean(CacheManager.class, ConcurrentMapCacheManager::new)
                .run(context ->
                        assertThat(context).getBean(CacheManager.class).isNotInstanceOf(RestyCacheManager.class));
        runner.withPropertyValues("spring.cache.type=simple")
                .run(context ->
                        assertThat(context).getBean(CacheManager.class).isNotInstanceOf(RestyCacheManager.class));
    }

    @Test
    void cache_itsOperations() {
        runner.run(context -> {
            CacheManager manager = context.getBean(CacheManager.class);
            assertThat(manager.getCacheNames()).containsExactlyInAnyOrder("users", "others");
            assertThat(manager.getCache("none")).isNull();
            Cache cache = manager.getCache("others");
            assertThat(manager.getCache("others")).isSameAs(cache);
            assertThat(cache.putIfAbsent("k", "v")).isNull();
            assertThat(cache.putIfAbsent("k", "w").get()).isEqualTo("v");
            assertThat(cache.get("k", String.class)).isEqualTo("v");
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> cache.get("k", Integer.class));
            assertThat(cache.evictIfPresent("k")).isTrue();
            assertThat(cache.evictIfPresent("k")).isFalse();
            assertThat(cache.retrieve("k")).isNull();
            assertThat(cache.retrieve("k", () -> CompletableFuture.completedFuture("v"))
                            .get())
                    .isEqualTo("v");
            assertThat(cache.get("k").get()).isEqualTo("v");
            assertThat(cache.invalidate()).isTrue();
            assertThat(cache.get("k")).isNull();
        });
    }

    @Test
    void keys_haveTextsOfTheirOwn() {
        assertThat(CacheKeys.of(42L)).isEqualTo("42");
        assertThat(CacheKeys.of("ż")).isEqualTo("\u00c5\u00bc");
        assertThat(CacheKeys.of(SimpleKey.EMPTY)).isEqualTo("()");
        assertThat(CacheKeys.of(new SimpleKey("a", null))).isNotEqualTo(CacheKeys.of(new SimpleKey("a", "\\0")));
        assertThat(CacheKeys.of(new SimpleKey("a", List.of("b")))).isEqualTo("(a,(b))");
        assertThat(CacheKeys.of(new SimpleKey("a", "(b)"))).isEqualTo("(a,\\(b\\))");
        assertThatIllegalArgumentException().isThrownBy(() -> CacheKeys.of(new Object()));
        assertThatIllegalArgumentException().isThrownBy(() -> CacheKeys.of(new int[0]));
    }

    @Test
    void metrics_showEachLevel() {
        runner.run(context -> {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            context.getBean(RestyCacheMetrics.class).bindTo(registry);
            Repository repository = context.getBean(Repository.class);
            repository.find(7);
            repository.find(7);
            repository.find(7);
            assertThat(registry.get("resty.cache.gets")
                            .tags("cache", "users", "level", "l1")
                            .functionCounter()
                            .count())
                    .isEqualTo(2);
            assertThat(registry.get("resty.cache.size")
                            .tags("cache", "users")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        });
    }

    @Test
    void mapper_ofTheApplication_isNotChanged() {
        runner.run(context -> {
            context.getBean(Repository.class).find(7);
            assertThat(context.getBean(ObjectMapper.class).writeValueAsString(new User(1, "n", Instant.EPOCH)))
                    .startsWith("{\"id\"");
        });
    }

    @SuppressWarnings("unchecked")
    private static TwoLevelCache<Object> levels(CacheManager manager, String name) {
        return (TwoLevelCache<Object>) manager.getCache(name).getNativeCache();
    }
}
