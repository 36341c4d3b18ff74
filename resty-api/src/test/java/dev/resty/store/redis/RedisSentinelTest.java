// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static dev.resty.store.redis.TestRedis.await;
import static dev.resty.store.redis.TestRedis.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockOptions;
import dev.resty.lock.LockResult;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A master, its replica and a sentinel, found by a configuration file of Redisson's. */
@Timeout(60)
class RedisSentinelTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private static final Duration FAILOVER = Duration.ofSeconds(30);

    private TestRedis master;

    private TestRedis replica;

    private TestRedis sentinel;

    private RedisStoreProvider provider;

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        master = TestRedis.start();
        replica = TestRedis.startReplica(master);
        await().until(() -> master.command("WAIT 1 100").equals(":1"));
        sentinel = TestRedis.startSentinel(master);
        await().until(() -> sentinel.command("SENTINEL CKQUORUM main").startsWith("+OK"));
        // It reads who the replicas are from the master when it begins to watch it.
        await().until(() -> sentinel.command("SENTINEL REPLICAS main").equals("*1"));
        Path yaml = Files.writeString(directory.resolve("redisson.yaml"), """
                sentinelServersConfig:
                  masterName: main
                  sentinelAddresses: ["%s"]
                  checkSentinelsList: false
                  scanInterval: 500
                """.formatted(sentinel.address()));
        provider = RedisStoreProvider.configured(yaml).timeout(TIMEOUT).build();
    }

    @AfterEach
    void stop() {
        if (provider != null) {
            provider.close();
        }
        sentinel.close();
        replica.close();
        master.close();
    }

    @Test
    void masterKilled_callsFailInTime_andTheReplicaGoesOnWithWhatItHas() {
        SharedDict dict = provider.openDict(DictSettings.of("d", 1 << 20));
        LockOptions patient = LockOptions.defaults()
                .withTimeout(FAILOVER)
                .withExptime(Duration.ofMinutes(5))
                .withMaxStep(Duration.ofMillis(200));
        RestyLock held = new RestyLock(provider.openLocks(dict), patient);
        patiently(() -> dict.set("before", "v"));
        assertThat(patiently(() -> dict.incr("n", 41)).error()).isEqualTo("not found");
        patiently(() -> dict.set("n", 42));
        await().until(() -> held.lock("k").ok());
        assertThat(master.command("WAIT 1 5000")).isEqualTo(":1");

        master.kill();
        long longest = 0;
        int failed = 0;
        long end = System.nanoTime() + FAILOVER.toNanos();
        boolean back = false;
        while (!back && System.nanoTime() < end) {
            long begin = System.nanoTime();
            try {
                dict.set("after", "v");
                back = true;
            } catch (StoreUnavailableException e) {
                failed++;
                assertThat(e.getMessage()).startsWith("redis: ");
                TestRedis.sleep(20);
            }
            longest = Math.max(longest, System.nanoTime() - begin);
        }

        assertThat(back).isTrue();
        assertThat(failed).isPositive();
        // Far more than the timeout, so that a machine under load doesn't fail it; a call that hangs does.
        assertThat(longest).isLessThan(TIMEOUT.plusSeconds(4).toNanos());
        assertThat(patiently(() -> dict.getString("before"))).isEqualTo("v");
        assertThat(patiently(() -> dict.getLong("n", 0))).isEqualTo(42);
        RestyLock other = new RestyLock(provider.openLocks(dict), patient.withTimeout(Duration.ZERO));
        await().until(() -> "timeout".equals(other.lock("k").error()));
        assertThat(patiently(held::owned)).isTrue();
        assertThat(held.unlock().ok()).isTrue();
        await().until(() -> other.lock("k").ok());
        other.unlock();
    }

    @Test
    void masterKilledWhileALockIsWaitedFor_theWaiterGetsItWhenItsHoldersTimeIsOver() throws Exception {
        SharedDict dict = provider.openDict(DictSettings.of("d", 1 << 20));
        LockOptions patient = LockOptions.defaults().withTimeout(FAILOVER).withMaxStep(Duration.ofMillis(200));
        RestyLock first = new RestyLock(provider.openLocks(dict), patient);
        await().until(() -> first.lock("k", Duration.ofSeconds(4)).ok());
        assertThat(master.command("WAIT 1 5000")).isEqualTo(":1");
        RestyLock waiting = new RestyLock(provider.openLocks(dict), patient);
        List<String> errors = new CopyOnWriteArrayList<>();
        Thread waiter = new Thread(() -> {
            long end = System.nanoTime() + FAILOVER.toNanos();
            while (!waiting.owned() && System.nanoTime() < end) {
                LockResult result = waiting.lock("k");
                if (!result.ok()) {
                    errors.add(String.valueOf(result.error()));
                    TestRedis.sleep(20);
                }
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);

        master.kill();
        assertThat(new RestyLock(provider.openLocks(dict), patient).tryLock("k").ok())
                .isFalse();
        waiter.join(FAILOVER.toMillis());
        assertThat(waiting.owned()).isTrue();
        assertThat(errors).allMatch(error -> error.startsWith("redis: "));
    }
}
