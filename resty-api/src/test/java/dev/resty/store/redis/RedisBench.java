// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.dict.SharedDict;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RAtomicLong;
import org.redisson.api.RBucket;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/**
 * What an operation on a dict in Redis costs beside Redisson's own, which is one plain command: calls a second and
 * latency, in one run over loopback. No test: {@code mvn -pl resty-api -am test -Dtest=RedisBench
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class RedisBench {

    private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

    /** One operation. */
    private interface Call {
        Object run();
    }

    @Test
    void compare() throws InterruptedException {
        try (TestRedis redis = TestRedis.start()) {
            Config config = new Config();
            config.useSingleServer().setAddress(redis.address());
            RedissonClient client = Redisson.create(config);
            RedisStoreProvider provider = RedisStoreProvider.over(client)
                    .timeout(Duration.ofSeconds(5))
                    .build();
            SharedDict dict = provider.openDict(DictSettings.of("bench", 1));
            byte[] value = new byte[64];
            dict.set("k", value);
            RBucket<byte[]> bucket = client.getBucket("bucket", ByteArrayCodec.INSTANCE);
            bucket.set(value);
            RAtomicLong number = client.getAtomicLong("number");
            RestyLock lock = new RestyLock(provider.openLocks(dict), LockOptions.defaults());
            RLock redissons = client.getLock("lock");
            for (int threads : new int[] {1, 16}) {
                compare("get", threads, () -> dict.get("k"), bucket::get);
                compare("set", threads, () -> dict.set("s", value), () -> {
                    bucket.set(value);
                    return value;
                });
                compare("incr", threads, () -> dict.incr("n", 1, 0), number::incrementAndGet);
            }
            compare(
                    "lock and unlock",
                    1,
                    () -> lock.lock("lock").ok() && lock.unlock().ok(),
                    () -> {
                        redissons.lock();
                        redissons.unlock();
                        return redissons;
                    });
            provider.close();
            client.shutdown();
        }
    }

    private static void compare(String what, int threads, Call ours, Call plain) throws InterruptedException {
        measure(threads, ours, NANOS / 2);
        measure(threads, plain, NANOS / 2);
        print(what, threads, "dict", measure(threads, ours, NANOS));
        print(what, threads, "plain", measure(threads, plain, NANOS));
    }

    /** The sorted latencies of all calls in a time, in nanoseconds. */
    private static long[] measure(int threads, Call call, long nanos) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        List<long[]> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                long[] taken = time(call, nanos);
                synchronized (all) {
                    all.add(taken);
                }
            });
            running.add(thread);
            thread.start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        return all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    }

    private static long[] time(Call call, long nanos) {
        long[] taken = new long[1024];
        int count = 0;
        long end = System.nanoTime() + nanos;
        for (long now = System.nanoTime(); now < end; count++) {
            if (call.run() == null) {
                throw new IllegalStateException("no result");
            }
            long after = System.nanoTime();
            if (count == taken.length) {
                taken = Arrays.copyOf(taken, count * 2);
            }
            taken[count] = after - now;
            now = after;
        }
        return Arrays.copyOf(taken, count);
    }

    private static void print(String what, int threads, String which, long[] sorted) {
        System.out.printf(
                "%-16s %2d threads  %-5s  %,9.0f/s  p50 %6.0f us  p99 %6.0f us%n",
                what,
                threads,
                which,
                sorted.length / (NANOS / 1e9),
                sorted[sorted.length / 2] / 1e3,
                sorted[(int) (sorted.length * 0.99)] / 1e3);
    }
}
