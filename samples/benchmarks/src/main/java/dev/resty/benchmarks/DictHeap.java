// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.resty.dict.LuaScalar;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapSharedDict;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a million entries of 64 + 64 bytes take of the heap, in the dict and in Caffeine with an expiry for each entry, and
 * how long a get takes while a walk over all keys goes on. To be run with {@code -Xmx512m}, and with
 * {@code -Xlog:gc,safepoint} to see the pauses: {@code java -Xmx512m -cp benchmarks.jar dev.resty.benchmarks.DictHeap dict}.
 */
final class DictHeap {

    private static final int ENTRIES = 1_000_000;

    private static final int PAYLOAD = 128;

    private static final int GETS = 2_000_000;

    private static final Duration HOUR = Duration.ofHours(1);

    private DictHeap() {}

    /** Fills {@code dict} or {@code caffeine}; with {@code walk} reads while all keys are walked. */
    public static void main(String[] arguments) {
        String what = arguments.length == 0 ? "dict" : arguments[0];
        long before = usedHeap();
        long start = System.nanoTime();
        Object filled = what.equals("caffeine") ? caffeine() : dict();
        double seconds = (System.nanoTime() - start) / 1e9;
        double perEntry = (double) (usedHeap() - before) / ENTRIES;
        print(
                "figure heap.%s %.1f bytes an entry, %.2f times the payload; filled in %.1f s",
                what, perEntry, perEntry / PAYLOAD, seconds);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            print(
                    "%s: %d collections, %d ms in all",
                    collector.getName(), collector.getCollectionCount(), collector.getCollectionTime());
        }
        if (filled instanceof HeapSharedDict dict) {
            latencies("get alone", dict, null);
            latencies("get during get_keys", dict, () -> dict.getKeys(0).size());
            latencies("get during flush_expired", dict, () -> dict.flushExpired(0));
            latencies("get during entries", dict, () -> (int) dict.entries().count());
        }
    }

    private static void print(String format, @Nullable Object... arguments) {
        System.out.println(String.format(Locale.ROOT, format, arguments));
    }

    /** A key of 64 bytes. */
    private static String key(int i) {
        String number = Integer.toString(i);
        return "k".repeat(64 - number.length()) + number;
    }

    private static LuaScalar value(int i) {
        return LuaScalar.wrap(key(i).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static HeapSharedDict dict() {
        HeapSharedDict dict = new HeapSharedDict("heap", 1L << 30, Ticker.system());
        for (int i = 0; i < ENTRIES; i++) {
            dict.set(key(i), value(i), HOUR);
        }
        return dict;
    }

    private static Cache<String, LuaScalar> caffeine() {
        Cache<String, LuaScalar> cache = Caffeine.newBuilder()
                .maximumSize(2L * ENTRIES)
                .expireAfter(Expiry.writing((String key, LuaScalar value) -> HOUR))
                .build();
        for (int i = 0; i < ENTRIES; i++) {
            cache.put(key(i), value(i));
        }
        cache.cleanUp();
        return cache;
    }

    private static long usedHeap() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** A walk over all entries. */
    private interface Walk {
        int entries();
    }

    private static void latencies(String name, HeapSharedDict dict, @Nullable Walk walk) {
        String[] keys = new String[1 << 14];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < keys.length; i++) {
            keys[i] = key(random.nextInt(ENTRIES));
        }
        boolean[] done = {false};
        int[] walks = {0};
        Thread walker = new Thread(() -> {
            while (walk != null && !done[0]) {
                walk.entries();
                walks[0]++;
            }
        });
        walker.setDaemon(true);
        walker.start();
        int[] nanos = new int[GETS];
        for (int i = 0; i < GETS; i++) {
            long start = System.nanoTime();
            if (dict.get(keys[i & keys.length - 1]) == null) {
                throw new IllegalStateException("an entry is missing");
            }
            nanos[i] = (int) (System.nanoTime() - start);
        }
        done[0] = true;
        Arrays.sort(nanos);
        print(
                "figure %s: p50 %d, p99 %d, p99.9 %d, p99.99 %d, most %d ns (%d walks)",
                name,
                nanos[GETS / 2],
                nanos[(int) (GETS * 0.99)],
                nanos[(int) (GETS * 0.999)],
                nanos[(int) (GETS * 0.9999)],
                nanos[GETS - 1],
                walks[0]);
    }
}
