// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import static dev.resty.store.redis.TestRedis.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.cache.InvalidationBus;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.config.Config;

/** Dicts, locks and the bus on a cluster of two nodes, which has each key of a script on the same slot or refuses it. */
@Timeout(90)
class RedisClusterTest {

    private static final int SLOTS = 16_384;

    private static TestRedis first;

    private static TestRedis second;

    private static RedisStoreProvider provider;

    @BeforeAll
    static void start() {
        first = TestRedis.startForCluster();
        second = TestRedis.startForCluster();
        own(first, 0, SLOTS / 2);
        own(second, SLOTS / 2, SLOTS);
        first.command("CLUSTER MEET 127.0.0.1 " + second.port());
        await().until(() -> isWhole(first) && isWhole(second));
        Config config = new Config();
        config.useClusterServers().addNodeAddress(first.address(), second.address());
        provider = RedisStoreProvider.configured(config)
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    private static void own(TestRedis redis, int from, int to) {
        for (int slot = from; slot < to; slot += 4_096) {
            String slots = IntStream.range(slot, slot + 4_096)
                    .mapToObj(Integer::toString)
                    .collect(Collectors.joining(" "));
            assertThat(redis.command("CLUSTER ADDSLOTS " + slots)).isEqualTo("+OK");
        }
    }

    private static boolean isWhole(TestRedis redis) {
        // A key of the other node is refused with its address as soon as this one knows of it.
        return List.of("a", "b", "c", "d", "e", "f").stream()
                .map(key -> redis.command("GET " + key))
                .noneMatch(answer -> answer.startsWith("-CLUSTERDOWN"));
    }

    @AfterAll
    static void stop() {
        if (provider != null) {
            provider.close();
        }
        second.close();
        first.close();
    }

    @Test
    void dictsOnEitherNode_work() {
        for (int i = 0; i < 8; i++) {
            SharedDict dict = provider.openDict(DictSettings.of("dict" + i, 1 << 20));
            dict.set("{k}", "v");
            dict.set("k}", "v");
            assertThat(dict.incr("n", 0.2, 0.1).value()).isEqualTo(0.1 + 0.2);
            assertThat(dict.rpush("l", LuaScalar.of(1)).length()).isEqualTo(1);
            assertThat(dict.getKeys()).containsExactlyInAnyOrder("{k}", "k}", "n", "l");
            assertThat(dict.entries()).hasSize(3);
            dict.flushAll();
            assertThat(dict.getKeys()).isEmpty();
            assertThat(dict.lpop("l").value()).isNull();
        }
    }

    @Test
    void locksOnEitherNode_areHandedOver() throws Exception {
        for (int i = 0; i < 4; i++) {
            SharedDict dict = provider.openDict(DictSettings.of("locks" + i, 1 << 20));
            LockOptions patient = LockOptions.defaults().withMaxStep(Duration.ofHours(1));
            RestyLock holder = new RestyLock(provider.openLocks(dict), patient);
            assertThat(holder.lock("k").ok()).isTrue();
            boolean[] got = {false};
            Thread waiter = new Thread(() -> got[0] =
                    new RestyLock(provider.openLocks(dict), patient).lock("k").ok());
            waiter.start();
            await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
            holder.unlock();
            waiter.join();
            assertThat(got[0]).isTrue();
        }
    }

    @Test
    void bus_reachesItsSubscribers() {
        InvalidationBus bus = provider.bus();
        List<String> heard = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 4; i++) {
            bus.subscribe("channel" + i, new InvalidationBus.Listener() {
                @Override
                public void message(byte[] message) {
                    heard.add(new String(message, UTF_8));
                }

                @Override
                public void missed() {
                    heard.add("missed");
                }
            });
            bus.publish("channel" + i, ("m" + i).getBytes(UTF_8));
        }

        await().until(() -> heard.size() == 4);
        assertThat(heard).containsExactlyInAnyOrder("m0", "m1", "m2", "m3");
    }
}
