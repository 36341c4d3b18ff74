// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static dev.resty.store.redis.TestRedis.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.SharedDictContract;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.Ticker;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void maxmemoryUsedUp_isNoMemory_butRemovingGoesOn() {
        SharedDict dict = dict();
        dict.set("k", "v");
        dict.set("n", 1);
        dict.set("other", "v");
        redis.command("CONFIG SET maxmemory 1");
        try {
            StoreResult full = new StoreResult(false, "no memory", false);
            assertThat(dict.set("k", "w")).isEqualTo(full);
            assertThat(dict.add("new", "w", Duration.ZERO)).isEqualTo(full);
            assertThat(dict.incr("n", 1).error()).isEqualTo("no memory");
            assertThat(dict.rpush("l", LuaScalar.of(1)).error()).isEqualTo("no memory");
            assertThat(new RestyLock(provider.openLocks(dict), LockOptions.defaults())
                            .lock("lock")
                            .error())
                    .isEqualTo("no memory");
            assertThat(dict.getString("k")).isEqualTo("v");
            assertThat(dict.delete("k").stored()).isTrue();
            dict.flushAll();
            assertThat(dict.get("other")).isNull();
        } finally {
            redis.command("CONFIG SET maxmemory 0");
        }
        assertThat(dict.set("k", "w").stored()).isTrue();
        assertThat(dict.get("other")).isNull();
    }

    @Test
    void maxmemoryUsedUp_nothingThereYet_onlyStoringIsNoMemory() {
        SharedDict dict = dict();
        redis.command("CONFIG SET maxmemory 1");
        try {
            assertThat(dict.set("k", "v").error()).isEqualTo("no memory");
            assertThat(dict.delete("k")).isEqualTo(StoreResult.done());
            assertThat(dict.expire("k", Duration.ofSeconds(1)).error()).isEqualTo("not found");
            assertThat(dict.replace("k", LuaScalar.of(1), Duration.ZERO).error())
                    .isEqualTo("not found");
            assertThat(dict.incr("k", 1).error()).isEqualTo("not found");
            assertThat(dict.lpop("k").error()).isNull();
            dict.flushAll();
        } finally {
            redis.command("CONFIG SET maxmemory 0");
        }
        assertThat(dict.set("k", "v").stored()).isTrue();
        assertThat(dict.getString("k")).isEqualTo("v");
    }

    @Test
    void whatIsNotOfADict_underItsKeys_isNotThere() {
        SharedDict dict = dict();
        dict.set("other", "v");
        for (String key : List.of("k", "n", "l", "lock", "gone")) {
            assertThat(redis.command("HSET resty:{contract}:" + key + " a b")).isEqualTo(":1");
        }

        assertThat(dict.get("k")).isNull();
        assertThat(dict.ttl("k").error()).isEqualTo("not found");
        assertThat(dict.llen("l").length()).isZero();
        assertThat(dict.getKeys()).containsExactly("other");
        assertThat(dict.entries()).hasSize(1);
        assertThat(dict.add("k", "v", Duration.ZERO).stored()).isTrue();
        assertThat(dict.incr("n", 1, 0).value()).isEqualTo(1);
        assertThat(dict.rpush("l", LuaScalar.of(1)).length()).isEqualTo(1);
        assertThat(new RestyLock(provider.openLocks(dict), LockOptions.defaults())
                        .lock("lock")
                        .ok())
                .isTrue();
        assertThat(dict.delete("gone").stored()).isTrue();
        assertThat(redis.command("EXISTS resty:{contract}:gone")).isEqualTo(":0");
    }

    @Test
    void flushAll_freesTheEntriesInRedis_andIsSeenByAllNodes() {
        SharedDict dict = dict();
        SharedDict otherNode = dict();
        for (int i = 0; i < 1_200; i++) {
            dict.set("k" + i, i);
        }
        dict.rpush("l", LuaScalar.of(1));
        otherNode.flushAll();

        assertThat(dict.get("k7")).isNull();
        assertThat(dict.llen("l").length()).isZero();
        assertThat(dict.set("new", "v").stored()).isTrue();
        await().until(() -> client.getKeys().count() == 2);
        assertThat(dict.getString("new")).isEqualTo("v");
    }

    @Test
    void generationEvictedByRedis_emptiesTheDict_andNothingComesBack() {
        SharedDict dict = dict();
        dict.set("k", "v");
        client.getKeys().delete("resty:{contract}#generation");

        assertThat(dict.get("k")).isNull();
        dict.set("new", "v");
        assertThat(dict.get("k")).isNull();
        assertThat(dict.getKeys()).containsExactly("new");
    }

    @Test
    void dictsAndPrefixes_areApart() {
        SharedDict one = dict();
        SharedDict other = provider.openDict(DictSettings.of("other", ROOMY));
        RedisStoreProvider elsewhere =
                RedisStoreProvider.over(client).prefix("app2:").build();
        SharedDict prefixed = elsewhere.openDict(DictSettings.of("contract", ROOMY));
        one.set("k", "v");

        assertThat(other.get("k")).isNull();
        assertThat(prefixed.get("k")).isNull();
        prefixed.flushAll();
        assertThat(other.getKeys()).isEmpty();
        assertThat(one.getString("k")).isEqualTo("v");
    }

    @Test
    void dictNamedLikeAPattern_findsItsKeysOnly() {
        SharedDict star = provider.openDict(DictSettings.of("con*[a-z]?\\", ROOMY));
        dict().set("k", "v");
        star.set("mine", "v");

        assertThat(star.getKeys()).containsExactly("mine");
    }

    @Test
    void whatRedisCannotHold_isRefused() {
        SharedDict dict = dict();
        LuaScalar frozen = LuaScalar.frozen(new Object(), 1);

        assertThat(dict.set("k", frozen).error()).isEqualTo("bad value type");
        assertThat(dict.rpush("l", frozen).error()).isEqualTo("bad value type");
        assertThat(dict.compareAndSet("k", frozen, LuaScalar.of(1), Duration.ZERO, 0)
                        .error())
                .isEqualTo("changed");
        assertThat(dict.update("k", current -> DictEntry.of(frozen)).error()).isEqualTo("bad value type");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.openDict(DictSettings.of("a{b}", ROOMY)))
                .withMessageContaining("brace");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider.openDict(DictSettings.of("a", ROOMY).withPersist(Path.of("file"))));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisStoreProvider.over(client).prefix("a{"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisStoreProvider.over(client).timeout(Duration.ZERO));
    }

    @Test
    void remote_saysSo_andSizesAreTheDeclaredOnes() {
        SharedDict dict = dict();

        assertThat(dict.remote()).isTrue();
        assertThat(dict.freeSpace()).isEqualTo(dict.capacity());
        assertThat(dict.stats().usedBytes()).isEqualTo(-1);
    }

    @Test
    void configurationFile_ofRedisson_isRead(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("redisson.yaml"), "singleServerConfig:\n  address: \"" + redis.address() + "\"\n");
        try (RedisStoreProvider configured = RedisStoreProvider.configured(file)
                .timeout(Duration.ofSeconds(10))
                .build()) {
            configured.openDict(DictSettings.of("contract", ROOMY)).set("fromFile", "v");
        }
        assertThat(dict().getString("fromFile")).isEqualTo("v");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> RedisStoreProvider.configured(directory.resolve("none")));
    }

    @Test
    void interruptedThread_stillGetsItsAnswer() {
        SharedDict dict = dict();
        Thread.currentThread().interrupt();

        assertThat(dict.set("k", "v").stored()).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }
}
