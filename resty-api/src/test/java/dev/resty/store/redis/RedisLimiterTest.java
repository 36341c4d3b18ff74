// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.SharedDict;
import dev.resty.limit.ConcurrencyLimiter;
import dev.resty.limit.Permit;
import dev.resty.limit.RateLimiter;
import dev.resty.limit.RateLimiterBuilder;
import dev.resty.limit.StoreDown;
import dev.resty.store.DictSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/** Limits that two nodes share, each with a connection of its own to a real Redis. */
@Timeout(120)
class RedisLimiterTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static TestRedis redis;

    private static final List<RedissonClient> CLIENTS = new ArrayList<>();

    private static final List<RedisStoreProvider> NODES = new ArrayList<>();

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        for (int i = 0; i < 2; i++) {
            Config config = new Config();
            config.useSingleServer().setAddress(redis.address());
            RedissonClient client = Redisson.create(config);
            CLIENTS.add(client);
            NODES.add(RedisStoreProvider.over(client)
                    .timeout(Duration.ofSeconds(10))
                    .build());
        }
    }

    @AfterAll
    static void stop() {
        NODES.forEach(RedisStoreProvider::close);
        CLIENTS.forEach(RedissonClient::shutdown);
        redis.close();
    }

    private static SharedDict dict(int node) {
        return NODES.get(node).openDict(DictSettings.of("limits", 1024 * 1024));
    }

    private static RateLimiter limiter(String algorithm, int node) {
        RateLimiterBuilder builder = RateLimiter.builder(dict(node)).storeDown(StoreDown.CLOSED);
        return switch (algorithm) {
            case "fixed" -> builder.fixedWindow(40, HOUR).build();
            case "sliding" -> builder.slidingWindow(40, HOUR).build();
            case "gcra" -> builder.gcra(40, HOUR).build();
            default -> builder.leakyBucket(0.001, 39).build();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"fixed", "sliding", "gcra", "leaky"})
    void tryAcquire_onTwoNodes_exactlyTheLimitPass(String algorithm) throws Exception {
        AtomicInteger passed = new AtomicInteger();
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RateLimiter limiter = limiter(algorithm, i % 2);
            FutureTask<Void> task = new FutureTask<>(() -> {
                for (int n = 0; n < 20; n++) {
                    passed.addAndGet(limiter.tryAcquire(algorithm).allowed() ? 1 : 0);
                }
                return null;
            });
            tasks.add(task);
            new Thread(task).start();
        }
        for (FutureTask<Void> task : tasks) {
            task.get();
        }

        assertThat(passed).hasValue(40);
        limiter(algorithm, 0).refund(algorithm, 2);
        assertThat(limiter(algorithm, 1).tryAcquire(algorithm, 2).allowed()).isTrue();
        assertThat(dict(0).ttl(algorithm).ttl()).isPositive();
    }

    @Test
    void permit_ofANodeThatIsGone_comesBack() throws Exception {
        Duration life = Duration.ofMillis(300);
        ConcurrencyLimiter crashing =
                ConcurrencyLimiter.builder(dict(0)).max(1).permitLife(life).build();
        ConcurrencyLimiter other =
                ConcurrencyLimiter.builder(dict(1)).max(1).permitLife(life).build();
        long taken = System.currentTimeMillis();
        assertThat(crashing.tryAcquire("permits").allowed()).isTrue();

        Permit permit = other.tryAcquire("permits");
        while (!permit.allowed()) {
            Thread.sleep(20);
            permit = other.tryAcquire("permits");
        }
        // Not before the life of the other one's is over, by the clock that both read.
        assertThat(System.currentTimeMillis() - taken).isGreaterThanOrEqualTo(life.toMillis());
        permit.close();
        assertThat(dict(0).get("permits")).isNull();
    }
}
