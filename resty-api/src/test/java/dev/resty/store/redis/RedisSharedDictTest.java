// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.SharedDictContract;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

class RedisSharedDictTest extends SharedDictContract {

    private static TestRedis redis;

    private static RedissonClient client;

    private static RedisStoreProvider provider;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        Config config = new Config();
        config.useSingleServer().setAddress(redis.address());
        client = Redisson.create(config);
        provider =
                RedisStoreProvider.over(client).timeout(Duration.ofSeconds(10)).build();
    }

    @AfterAll
    static void stop() {
        provider.close();
        client.shutdown();
        redis.close();
    }

    @Override
    protected SharedDict open(long capacity, Ticker clock) {
        client.getKeys().flushall();
        return RedisTime.rounded(provider.openDict(DictSettings.of("contract", capacity)));
    }

    @Override
    protected void advance(Duration time) {
        super.advance(time);
        RedisTime.pass(client, time);
    }

    @Override
    protected int many(int times) {
        return times / 10;
    }

    private SharedDict dict() {
        return provider.openDict(DictSettings.of("contract", ROOMY));
    }

    @Test
    void incr_isExactAsDoublesAre() {
        SharedDict dict = dict();
        double big = 0x1p53;

        assertThat(dict.incr("a", 0.2, 0.1).value()).isEqualTo(0.1 + 0.2);
        assertThat(dict.get("a")).isEqualTo(new DictValue(LuaScalar.of(0.1 + 0.2), 0, false));
        assertThat(dict.incr("b", -1, big).value()).isEqualTo(big - 1);
        assertThat(dict.incr("b", 1).value()).isEqualTo(big);
        assertThat(dict.incr("b", 1).value()).isEqualTo(big);
        assertThat(dict.incr("c", -2.5, 1).value()).isEqualTo(-1.5);
        assertThat(dict.incr("d", Double.MIN_VALUE, 0).value()).isEqualTo(Double.MIN_VALUE);
        assertThat(dict.incr("e", 1e300, 1e308).value()).isEqualTo(1e308 + 1e300);
        assertThat(dict.incr("f", Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
                        .value())
                .isNaN();
        assertThat(dict.get("f")).isEqualTo(new DictValue(LuaScalar.of(Double.NaN), 0, false));
        assertThat(1 / dict.incr("g", -0.0, -0.0).value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
