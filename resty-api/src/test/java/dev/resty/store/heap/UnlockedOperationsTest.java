// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is done to an entry without its stripe's lock goes together with all that is done under it. */
class UnlockedOperationsTest {

    private static final int THREADS = 4;

    private static final int OPERATIONS = 60_000;

    private static void run(IntFunction<Callable<Void>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                running.add(threads.submit(work.apply(i)));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** A value whose bytes all say whose it is, and its flags how long it is. */
    private static void check(int key, DictValue found) {
        if (found.value() instanceof LuaScalar.Num number) {
            assertThat(number.value()).isEqualTo(key);
            assertThat(found.flags()).isZero();
            return;
        }
        byte[] expected = new byte[found.value().toBytes().length];
        Arrays.fill(expected, (byte) key);
        assertThat(found.value().toBytes()).isEqualTo(expected);
        assertThat(found.flags()).isIn(0, expected.length);
    }

    /** Keys come, go, are evicted and change their kind all the time; the records are used again and again. */
    @Test
    void get_whileEntriesComeAndGo_isOfTheKeyAndWhole() throws Exception {
        HeapSharedDict dict = new HeapSharedDict("values", HeapSharedDict.MIN_CAPACITY, new ManualTicker());
        KnownKey[] known = known(dict, "key", 100);
        run(seed -> () -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < OPERATIONS; i++) {
                int key = random.nextInt(100);
                String name = "key" + key;
                switch (random.nextInt(8)) {
                    case 0 -> dict.delete(name);
                    case 1 -> dict.set(name, LuaScalar.of((double) key), Duration.ZERO, 0);
                    case 2, 3, 4 -> {
                        byte[] bytes = new byte[1 + random.nextInt(40)];
                        Arrays.fill(bytes, (byte) key);
                        int flags = random.nextBoolean() ? bytes.length : 0;
                        dict.set(name, LuaScalar.of(bytes), Duration.ZERO, flags);
                    }
                    default -> {
                        DictValue found = i % 2 == 0 ? dict.get(name) : read(known[key]);
                        if (found != null) {
                            check(key, found);
                        }
                    }
                }
            }
            return null;
        });
        assertAccounts(dict);
    }

    private static KnownKey[] known(HeapSharedDict dict, String prefix, int count) {
        KnownKey[] known = new KnownKey[count];
        for (int i = 0; i < count; i++) {
            byte[] name = (prefix + i).getBytes(ISO_8859_1);
            known[i] = dict.known(name, 0, name.length);
        }
        return known;
    }

    private static @Nullable DictValue read(KnownKey key) {
        double number = key.number();
        return !Double.isNaN(number) ? new DictValue(LuaScalar.of(number), 0, false) : key.get();
    }

    private static void assertAccounts(HeapSharedDict dict) {
        long counted = dict.entries()
                .mapToLong(entry -> HeapTable.sizeOf(
                        entry.getKey().length(), entry.getValue().value()))
                .sum();
        assertThat(dict.used()).isEqualTo(counted).isLessThanOrEqualTo(dict.capacity());
    }

    @Test
    void incr_whileNeighboursComeAndGo_losesNothing() throws Exception {
        HeapSharedDict dict = new HeapSharedDict("counts", 1 << 20, new ManualTicker());
        long[] added = new long[8];
        KnownKey[] known = known(dict, "counter", added.length);
        String[] hot = new String[added.length];
        Arrays.setAll(hot, i -> "counter" + i);
        run(seed -> () -> {
            SplittableRandom random = new SplittableRandom(seed);
            long[] mine = new long[added.length];
            for (int i = 0; i < OPERATIONS; i++) {
                int key = random.nextInt(added.length);
                if (random.nextBoolean() || Double.isNaN(known[key].incr(1))) {
                    IncrResult result = dict.incr(random.nextBoolean() ? hot[key] : "counter" + key, 1, 0);
                    assertThat(result.error()).isNull();
                }
                mine[key]++;
                String neighbour = "neighbour" + random.nextInt(200);
                if (random.nextBoolean()) {
                    dict.incr(neighbour, 1, 0);
                } else {
                    dict.delete(neighbour);
                }
            }
            synchronized (added) {
                for (int i = 0; i < added.length; i++) {
                    added[i] += mine[i];
                }
            }
            return null;
        });
        for (int i = 0; i < added.length; i++) {
            assertThat(dict.incr("counter" + i, 0).value()).isEqualTo(added[i]);
        }
        assertAccounts(dict);
    }

    @Test
    void compareAndSet_amongIncr_seesEachNumberOnce() throws Exception {
        HeapSharedDict dict = new HeapSharedDict("counts", 1 << 20, new ManualTicker());
        dict.set("n", 0);
        run(seed -> () -> {
            for (int i = 0; i < OPERATIONS / 4; i++) {
                if (seed % 2 == 0) {
                    dict.incr("n", 1);
                } else {
                    double before;
                    do {
                        before = dict.incr("n", 0).value();
                    } while (!dict.compareAndSet("n", LuaScalar.of(before), LuaScalar.of(before + 1), Duration.ZERO, 0)
                            .stored());
                }
            }
            return null;
        });
        assertThat(dict.incr("n", 0).value()).isEqualTo(THREADS * (OPERATIONS / 4));
    }

    @Test
    void number_thatLooksLikeTheMarkOfAHeldEntry_isNotANumberAfterwardsEither() {
        HeapSharedDict dict = new HeapSharedDict("counts", 1 << 20, new ManualTicker());
        dict.set("n", LuaScalar.of(Double.longBitsToDouble(Slots.HELD)), Duration.ZERO, 0);

        assertThat(dict.incr("n", 1).value()).isNaN();
        dict.set("n", LuaScalar.of(Double.longBitsToDouble(Slots.HELD)), Duration.ZERO, 0);
        assertThat(dict.incr("n", 1).value()).isNaN();
    }
}
