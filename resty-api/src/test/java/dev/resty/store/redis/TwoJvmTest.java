// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Caches, locks and limits that this JVM and another one share through a real Redis. */
@Timeout(90)
class TwoJvmTest {

    private static final Logger LOG = LoggerFactory.getLogger(TwoJvmTest.class);

    private static TestRedis redis;

    private static PeerJvm peer;

    private static SharedWork here;

    @BeforeAll
    static void start() {
        redis = TestRedis.start();
        peer = PeerJvm.start(redis.address());
        here = new SharedWork(redis.address());
    }

    @AfterAll
    static void stop() {
        here.close();
        peer.close();
        redis.close();
    }

    private static String run(String line) throws Exception {
        return here.run(line.split(" "));
    }

    @Test
    void delete_here_isNotServedThereAfter100ms() throws Exception {
        int rounds = 21;
        long[] delays = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            String key = "user" + i;
            assertThat(run("load " + key)).isEqualTo("loaded");
            assertThat(peer.ask("load " + key)).isEqualTo("loaded");
            assertThat(peer.ask("watch " + key)).isEqualTo("watching");
            long deleted = System.currentTimeMillis();
            here.cache().delete(key);
            delays[i] = Long.parseLong(peer.answer()) - deleted;
        }

        Arrays.sort(delays);
        LOG.info("deleted here, gone there after {} ms, at worst {}", delays[rounds / 2], delays[rounds - 1]);
        // The median, since a busy machine may stop either JVM for longer than that.
        assertThat(delays[rounds / 2]).isLessThan(100);
    }

    @Test
    void lock_excludesTheOtherJvm(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("number"), "0");
        peer.tell("lock " + file + " 200");
        assertThat(run("lock " + file + " 200")).isEqualTo("200");

        assertThat(peer.answer()).isEqualTo("200");
        assertThat(Files.readString(file)).isEqualTo("400");
    }

    @Test
    void lock_heldThere_isHandedOverWhenItExpires() {
        long asked = System.nanoTime();
        assertThat(peer.ask("hold k")).isEqualTo("true");
        RestyLock lock = here.resty()
                .lock(
                        "shared",
                        LockOptions.defaults()
                                .withTimeout(Duration.ofSeconds(30))
                                .withMaxStep(Duration.ofHours(1)));

        assertThat(lock.lock("k").ok()).isTrue();
        // Redis's clock counts whole milliseconds.
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isGreaterThan(SharedWork.HELD.minusMillis(2));
        lock.unlock();
    }

    @Test
    void limit_isExactOverBoth() throws Exception {
        peer.tell("limit 200");
        int admitted = Integer.parseInt(run("limit 200")) + Integer.parseInt(peer.answer());

        assertThat(admitted).isEqualTo(SharedWork.LIMIT);
    }

    @Test
    void incr_countsEachOnce() throws Exception {
        peer.tell("incr 1000");
        int even = Integer.parseInt(run("incr 1000")) + Integer.parseInt(peer.answer());

        assertThat(even).isEqualTo(1_000);
        assertThat(here.resty().dict("shared").getLong("count", 0)).isEqualTo(2_000);
    }
}
