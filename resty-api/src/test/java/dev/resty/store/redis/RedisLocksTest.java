// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockStore;
import dev.resty.lock.RestyLockContract;
import dev.resty.store.DictSettings;
import dev.resty.store.ManualTicker;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

class RedisLocksTest extends RestyLockContract {

    private static final Duration HOUR = Duration.ofHours(1);

    private static TestRedis redis;

    private static RedissonClient client;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        Config config = new Config();
        config.useSingleServer().setAddress(redis.address());
        client = Redisson.create(config);
    }

    @AfterAll
    static void stop() {
        client.shutdown();
        redis.close();
    }

    @Override
    protected StoreProvider provider(Ticker clock) {
        client.getKeys().flushall();
        RedisStoreProvider real = RedisStoreProvider.over(client)
                .timeout(Duration.ofSeconds(10))
                .ticker(clock)
                .build();
        return clock instanceof ManualTicker ? rounded(real) : real;
    }

    @Override
    protected void advance(Duration time) {
        super.advance(time);
        RedisTime.pass(client, time);
    }

    @Override
    protected boolean knowsOfWaiters() {
        return client.getKeys().countExists("resty:{locks}#waited") > 0;
    }

    @Override
    protected int many(int times) {
        return times / 5;
    }

    private static StoreProvider rounded(RedisStoreProvider real) {
        return new StoreProvider() {
            private SharedDict opened;

            @Override
            public SharedDict openDict(DictSettings settings) {
                opened = real.openDict(settings);
                return RedisTime.rounded(opened);
            }

            @Override
            public LockStore openLocks(SharedDict dict) {
                return RedisTime.rounded(real.openLocks(opened));
            }

            @Override
            public InvalidationBus bus() {
                return real.bus();
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }

    @Test
    void openLocks_dictOfAnotherStore_isRefused() {
        SharedDict foreign = mock(SharedDict.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisStoreProvider.over(client).build().openLocks(foreign));
    }

    @Test
    void token_growsThoughRedisLostTheLastOne() {
        RedisStoreProvider stores = RedisStoreProvider.over(client).build();
        LockStore locks = stores.openLocks(stores.openDict(DictSettings.of("locks", 1)));
        long first = locks.acquire("k", HOUR, Duration.ZERO, HOUR).token();
        client.getKeys().flushall();

        assertThat(locks.acquire("k", HOUR, Duration.ZERO, HOUR).token()).isGreaterThan(first);
    }
}
