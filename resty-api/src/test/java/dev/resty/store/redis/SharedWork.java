// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.redis;

import dev.resty.Resty;
import dev.resty.cache.TwoLevelCache;
import dev.resty.dict.Codec;
import dev.resty.limit.RateLimiter;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What one of two JVMs does on a Redis that both use. */
final class SharedWork implements AutoCloseable {

    static final int LIMIT = 150;

    /** How long a lock is held that is never released. */
    static final Duration HELD = Duration.ofSeconds(2);

    private final Resty resty;

    private final TwoLevelCache<String> cache;

    private final RateLimiter limiter;

    SharedWork(String address) {
        resty = Resty.builder()
                .store(
                        "redis",
                        RedisStoreProvider.at(address)
                                .timeout(Duration.ofSeconds(10))
                                .build())
                .dict(DictSettings.of("shared", 1 << 20).withStore("redis"))
                .build();
        cache = resty.cache("shared", Codec.utf8()).l1Ttl(Duration.ofHours(1)).build();
        limiter = resty.rateLimiter("shared")
                .fixedWindow(LIMIT, Duration.ofDays(1))
                .build();
    }

    TwoLevelCache<String> cache() {
        return cache;
    }

    Resty resty() {
        return resty;
    }

    /** Does what a line says and gives the answer. */
    String run(String[] words) throws IOException {
        return switch (words[0]) {
            case "load" -> cache.get(words[1], key -> "loaded").value();
            case "watch" -> Long.toString(watch(words[1]));
            case "lock" -> Integer.toString(lock(Path.of(words[1]), Integer.parseInt(words[2])));
            case "limit" -> Integer.toString(limit(Integer.parseInt(words[1])));
            case "incr" -> Integer.toString(incr(Integer.parseInt(words[1])));
            case "hold" -> hold(words[1]);
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    /** When the first level stopped serving a key, in milliseconds since the epoch. */
    private long watch(String key) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (cache.getIfPresent(key) != null) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("still there");
            }
            LockSupport.parkNanos(1_000_000);
        }
        return System.currentTimeMillis();
    }

    /** Adds to the number in a file, which nothing protects but the lock; how often the lock was got. */
    private int lock(Path file, int times) throws IOException {
        int got = 0;
        RestyLock lock = resty.lock("shared", LockOptions.defaults().withTimeout(Duration.ofSeconds(30)));
        for (int i = 0; i < times; i++) {
            if (lock.lock("file").ok()) {
                got++;
                int number = Integer.parseInt(Files.readString(file));
                Files.writeString(file, Integer.toString(number + 1));
                lock.unlock();
            }
        }
        return got;
    }

    /** Takes a lock and keeps it. */
    private String hold(String key) {
        return String.valueOf(resty.lock("shared", LockOptions.defaults().withExptime(HELD))
                .lock(key)
                .ok());
    }

    private int limit(int times) {
        int admitted = 0;
        for (int i = 0; i < times; i++) {
            admitted += limiter.tryAcquire("client").allowed() ? 1 : 0;
        }
        return admitted;
    }

    /** Counts on a key that both use; how many results were even. */
    private int incr(int times) {
        int even = 0;
        for (int i = 0; i < times; i++) {
            even += resty.dict("shared").incr("count", 1, 0).longValue() % 2 == 0 ? 1 : 0;
        }
        return even;
    }

    @Override
    public void close() {
        cache.close();
        resty.close();
    }
}
