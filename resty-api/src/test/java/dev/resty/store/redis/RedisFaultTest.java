// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static dev.resty.store.redis.TestRedis.await;
import static dev.resty.store.redis.TestRedis.patiently;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.resty.dict.DictEntry;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.redis.FaultLoad.Outcome;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.config.Config;
import org.slf4j.LoggerFactory;

/** What becomes of operations while a real Redis is paused, slow, killed and started again. */
@Timeout(90)
class RedisFaultTest {

    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(RedisFaultTest.class);

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    /** Beyond the timeout by what a busy machine may add: only an operation that hangs takes longer. */
    private static final Duration BOUND = TIMEOUT.plusSeconds(4);

    private TestRedis redis;

    private RedisStoreProvider provider;

    private SharedDict dict;

    private void start(String... options) {
        redis = TestRedis.start(options);
        provider = RedisStoreProvider.at(redis.address()).timeout(TIMEOUT).build();
        dict = provider.openDict(DictSettings.of("faults", 1 << 20));
        await().ignoreExceptions().until(() -> dict.set("warm", true).stored());
    }

    @AfterEach
    void stop() {
        if (provider != null) {
            provider.close();
        }
        if (redis != null) {
            redis.close();
        }
    }

    private static void report(String what, Outcome outcome) {
        LOG.info("{}: {}", what, outcome);
        assertThat(outcome.longest()).isLessThan(BOUND);
    }

    @Test
    void paused_losesNothing_andFailsInTime() {
        start();
        try (FaultLoad load = new FaultLoad(dict)) {
            load.awaitDone(200);
            for (int i = 0; i < 2; i++) {
                redis.pause();
                load.awaitFailed(6);
                redis.resume();
                load.awaitDone(200);
            }
            Outcome outcome = load.end();

            report("paused twice", outcome);
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.stale()).isZero();
            assertThat(outcome.failed()).isGreaterThanOrEqualTo(12);
            assertThat(outcome.count()).isBetween(outcome.counted(), outcome.tried());
        }
    }

    @Test
    void slow_losesNothing() {
        start();
        try (FaultLoad load = new FaultLoad(dict)) {
            for (int i = 0; i < 10; i++) {
                load.awaitDone(20);
                redis.command("CLIENT PAUSE 100");
            }
            load.awaitDone(100);
            Outcome outcome = load.end();

            report("slow", outcome);
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.stale()).isZero();
            assertThat(outcome.count()).isBetween(outcome.counted(), outcome.tried());
        }
    }

    @Test
    void killedAndRestarted_persistent_losesNothing() {
        start("--appendonly", "yes", "--appendfsync", "always");
        try (FaultLoad load = new FaultLoad(dict)) {
            for (int i = 0; i < 2; i++) {
                load.awaitDone(100);
                redis.kill();
                load.awaitFailed(20);
                redis.restart();
            }
            load.awaitDone(200);
            Outcome outcome = load.end();

            report("killed and restarted twice, append-only file", outcome);
            assertThat(outcome.lost()).isZero();
            assertThat(outcome.stale()).isZero();
            assertThat(outcome.count()).isBetween(outcome.counted(), outcome.tried());
        }
    }

    @Test
    void restartedUnderLoad_withoutPersistence_recoversByItself() {
        start();
        try (FaultLoad load = new FaultLoad(dict)) {
            load.awaitDone(100);
            redis.restart();
            load.awaitDone(200);
            Outcome outcome = load.end();

            report("restarted, nothing persisted", outcome);
            // What Redis forgot is written again by the next round of each thread; nothing after that may be lost.
            assertThat(outcome.lost()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void paused_aWriteThatFailed_isNotDoneWhenRedisGoesOn() {
        start();
        patiently(() -> dict.set("k", "before"));
        patiently(() -> dict.rpush("l", LuaScalar.of("before")));
        long before = patiently(() -> dict.llen("l")).length();
        redis.pause();
        // Redisson itself may find out meanwhile that a connection is silent, and close it.
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> dict.get("k"))
                .satisfies(e -> assertThat(e.getMessage()).isIn("redis: timeout", "redis: connection closed"));
        List<ThrowingCallable> writes = List.of(
                () -> dict.set("k", "late"),
                () -> dict.incr("n", 1, 0),
                () -> dict.rpush("l", LuaScalar.of("late")),
                () -> dict.lpop("l"),
                () -> dict.delete("k"),
                () -> dict.expire("k", Duration.ofMillis(1)),
                dict::flushAll);
        for (ThrowingCallable write : writes) {
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(write)
                    .withMessageStartingWith("redis: ");
        }
        redis.resume();

        assertThat(patiently(() -> dict.getKeys())).containsExactlyInAnyOrder("warm", "k", "l");
        TestRedis.sleep(200);
        assertThat(patiently(() -> dict.getKeys())).containsExactlyInAnyOrder("warm", "k", "l");
        assertThat(patiently(() -> dict.get("k"))).isEqualTo(new DictValue(LuaScalar.of("before"), 0, false));
        assertThat(patiently(() -> dict.llen("l")).length()).isEqualTo(before);
        assertThat(patiently(() -> dict.ttl("k")).ttl()).isZero();
    }

    @Test
    void down_everyOperationFailsInTime_withoutNoise_andAllRecover() {
        start();
        redis.kill();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger("dev.resty");
        log.start();
        root.addAppender(log);
        List<ThrowingCallable> operations = List.of(
                () -> dict.get("k"),
                () -> dict.getStale("k"),
                () -> dict.set("k", true),
                () -> dict.safeSet("k", LuaScalar.of(true), Duration.ZERO, 0),
                () -> dict.add("k", "v", Duration.ZERO),
                () -> dict.replace("k", LuaScalar.of(1), Duration.ZERO),
                () -> dict.delete("k"),
                () -> dict.incr("k", 1),
                () -> dict.incr("k", 1, 0),
                () -> dict.ttl("k"),
                () -> dict.expire("k", Duration.ZERO),
                () -> dict.lpush("l", LuaScalar.of(1)),
                () -> dict.rpop("l"),
                () -> dict.llen("l"),
                () -> dict.compareAndSet("k", null, LuaScalar.of(1), Duration.ZERO, 0),
                () -> dict.update("k", current -> DictEntry.of(LuaScalar.of(1))),
                () -> dict.entries().count(),
                dict::flushAll,
                dict::getKeys);
        for (ThrowingCallable operation : operations) {
            long start = System.nanoTime();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(operation)
                    .satisfies(e ->
                            assertThat(e.getMessage()).startsWith("redis: ").doesNotContain("\n"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        }
        root.detachAppender(log);
        assertThat(log.list).isEmpty();
        assertThat(dict.flushExpired()).isZero();
        assertThat(dict.capacity()).isEqualTo(1 << 20);
        redis.restart();

        await().ignoreExceptions().until(() -> dict.set("k", true).stored());
        await().ignoreExceptions().until(() -> dict.getKeys().equals(List.of("k")));
    }

    @Test
    void down_locks_sayWhy_andRecover() {
        start();
        RestyLock held = lockedAnyKey(LockOptions.defaults());
        redis.kill();
        RestyLock lock = new RestyLock(provider.openLocks(dict), LockOptions.defaults());

        assertThat(lock.lock("k").error()).startsWith("redis: ");
        assertThat(held.unlock().error()).startsWith("redis: ");
        redis.restart();
        lockedAnyKey(LockOptions.defaults()).unlock();
    }

    /** A lock that is held. A key whose answer came too late is locked though nobody holds it, so each is tried once. */
    private RestyLock lockedAnyKey(LockOptions options) {
        RestyLock lock = new RestyLock(provider.openLocks(dict), options);
        AtomicInteger tries = new AtomicInteger();
        await().until(() -> lock.lock("k" + tries.incrementAndGet()).ok());
        return lock;
    }

    @Test
    void killedWhileWaitingForALock_endsTheWait() throws Exception {
        start();
        RestyLock holder = lockedAnyKey(LockOptions.defaults().withExptime(Duration.ofHours(1)));
        String key = Objects.requireNonNull(holder.key());
        RestyLock lock =
                new RestyLock(provider.openLocks(dict), LockOptions.defaults().withMaxStep(Duration.ofMillis(50)));
        String[] error = {null};
        Thread waiter = new Thread(() -> error[0] = lock.lock(key).error());
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        redis.kill();
        waiter.join(20_000);

        assertThat(waiter.isAlive()).isFalse();
        assertThat(error[0]).startsWith("redis: ");
    }

    @Test
    void slow_anUpdateOfTwoCalls_takesOneTimeoutInAll() throws Exception {
        start();
        Duration timeout = Duration.ofSeconds(4);
        Config config = new Config();
        // Redisson doesn't find out by itself that a connection is silent.
        config.useSingleServer().setAddress(redis.address()).setPingConnectionInterval(0);
        try (RedisStoreProvider patient =
                RedisStoreProvider.configured(config).timeout(timeout).build()) {
            SharedDict slow = patient.openDict(DictSettings.of("faults", 1 << 20));
            patiently(() -> slow.set("k", 1));
            redis.pause();
            Thread goesOn = new Thread(() -> {
                TestRedis.sleep(3_000);
                redis.resume();
            });
            goesOn.start();
            long begun = System.nanoTime();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> slow.update("k", current -> {
                        // Redis answered the first of the two calls after three quarters of the time, and not the
                        // second.
                        redis.pause();
                        return DictEntry.of(LuaScalar.of(2));
                    }));
            Duration taken = Duration.ofNanos(System.nanoTime() - begun);
            goesOn.join();
            redis.resume();

            assertThat(taken).isLessThan(timeout.plusSeconds(2));
            assertThat(patiently(() -> slow.get("k"))).isEqualTo(new DictValue(LuaScalar.of(1), 0, false));
        }
    }

    @Test
    void update_functionTakesLongerThanTheTimeout_isStored() {
        start();
        patiently(() -> dict.set("k", 1));
        assertThat(patiently(() -> dict.update("k", current -> {
                            TestRedis.sleep(TIMEOUT.toMillis() + 200);
                            return DictEntry.of(LuaScalar.of(2));
                        }))
                        .error())
                .isNull();
        assertThat(patiently(() -> dict.getLong("k", 0))).isEqualTo(2);
    }

    @Test
    void readOnlyReplica_refusesWritesInRedissOwnWords_andRecovers() {
        start();
        patiently(() -> dict.set("k", "v"));
        try (TestRedis master = TestRedis.start()) {
            redis.command("REPLICAOF 127.0.0.1 " + master.port());
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> dict.set("k", "w"))
                    .withMessageMatching("redis: READONLY You can't write against a read only replica\\.?");
        }
        redis.command("REPLICAOF NO ONE");
        await().ignoreExceptions().until(() -> dict.set("k", "w").stored());
    }

    @Test
    void build_withoutThePassword_saysSo_orStartsAnyway() {
        redis = TestRedis.start("--requirepass", "secret");
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> RedisStoreProvider.at(redis.address()).build())
                .withMessageStartingWith("redis: can't be reached at start: ")
                .withMessageContaining(": NOAUTH Authentication required. (startWithoutRedis starts anyway)");
        provider = RedisStoreProvider.at(redis.address())
                .timeout(Duration.ofSeconds(10))
                .startWithoutRedis(true)
                .build();
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(provider::check)
                .withMessage("redis: NOAUTH Authentication required.");
    }

    @Test
    void build_redisIsSilentAtFirst_goesOnTrying() throws Exception {
        redis = TestRedis.start();
        redis.pause();
        FutureTask<RedisStoreProvider> building =
                new FutureTask<>(RedisStoreProvider.at(redis.address()).timeout(Duration.ofMillis(200))::build);
        new Thread(building).start();
        TestRedis.sleep(1_000);
        redis.resume();

        provider = building.get();
        patiently(() -> {
            provider.check();
            return true;
        });
    }

    @Test
    void build_redisStaysSilent_saysHowOftenItWasTried() {
        redis = TestRedis.start();
        redis.pause();
        RedisStoreBuilder builder = RedisStoreProvider.at(redis.address())
                .timeout(Duration.ofMillis(200))
                .startPatience(Duration.ofSeconds(1));
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(builder::build)
                .withMessageMatching("redis: can't be reached at start, tried [1-9]\\d* times in \\d+ s: .*"
                        + "\\(startWithoutRedis starts anyway\\)");
        redis.resume();
    }

    /** As behind a firewall that drops what it doesn't let through: connections are neither made nor refused. */
    @Test
    void startedWithoutRedis_nothingIsHeardOfIt_operationsTakeNoLongerThanTheTimeout() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            Config config = new Config();
            config.setLazyInitialization(true);
            config.useSingleServer()
                    .setAddress("redis://127.0.0.1:" + full.getLocalPort())
                    .setConnectTimeout(15_000);
            provider = RedisStoreProvider.configured(config).timeout(TIMEOUT).build();
            dict = provider.openDict(DictSettings.of("faults", 1 << 20));
            for (int i = 0; i < 3; i++) {
                long begun = System.nanoTime();
                assertThatExceptionOfType(StoreUnavailableException.class)
                        .isThrownBy(() -> dict.set("k", true))
                        .withMessage("redis: timeout");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
            }
        }
    }

    @Test
    void build_redisDown_saysSo_orStartsAnyway() {
        redis = TestRedis.start();
        redis.kill();
        RedisStoreBuilder builder = RedisStoreProvider.at(redis.address()).timeout(TIMEOUT);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(builder::build)
                .withMessageStartingWith("redis: can't be reached at start")
                .withMessageContaining(Integer.toString(redis.port()));

        provider = RedisStoreProvider.at(redis.address())
                .timeout(TIMEOUT)
                .startWithoutRedis(true)
                .build();
        dict = provider.openDict(DictSettings.of("faults", 1 << 20));
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> dict.get("k"));
        redis.restart();
        await().ignoreExceptions().until(() -> dict.set("k", true).stored());
    }
}
