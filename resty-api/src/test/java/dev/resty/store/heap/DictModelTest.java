// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.TtlResult;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Thousands of random operations give the same results on the dict and on its model. */
class DictModelTest {

    private final ManualTicker ticker = new ManualTicker();

    private SplittableRandom random;

    private HeapSharedDict dict;

    private final Map<String, KnownKey> known = new HashMap<>();

    private DictModel model;

    private int keys;

    private int longest;

    /** Of one stripe and of several, always full, mostly full, and never full. */
    @ParameterizedTest
    @CsvSource({
        "1, 12288, 30, 1500",
        "2, 12288, 200, 100",
        "3, 1048576, 60, 60000",
        "4, 1048576, 3000, 2000",
        "5, 1048576, 500, 40",
        "6, 262144, 40, 300000",
        "7, 65536, 1000, 40"
    })
    void operations_giveWhatTheModelGives(int seed, long room, int keyCount, int longestValue) {
        random = new SplittableRandom(seed);
        dict = new HeapSharedDict("model", room + HeapSharedDict.OWN_SIZE, ticker);
        model = new DictModel(room, ticker);
        keys = keyCount;
        longest = longestValue;
        for (int i = 0; i < 12_000; i++) {
            operation("operation " + i);
            if (i % 50 == 0) {
                assertThat(dict.getKeys(0)).as("keys after operation " + i).isEqualTo(model.keys(0));
                assertThat(room - dict.used()).as("free after operation " + i).isEqualTo(model.free());
            }
        }
    }

    private void operation(String name) {
        String key = "key" + random.nextInt(keys);
        switch (random.nextInt(24)) {
            case 0, 1 -> same(name, () -> dict.get(key), () -> model.get(key));
            case 2, 3 -> getKnown(name, known(key), key);
            case 4 -> same(name, () -> dict.getStale(key), () -> model.getStale(key));
            case 5, 6, 7 -> store(name, key, "set", false);
            case 8 -> store(name, key, "set", true);
            case 9 -> store(name, key, "add", false);
            case 10 -> store(name, key, "add", true);
            case 11 -> store(name, key, "replace", false);
            case 12 -> {
                model.delete(key);
                assertThat(dict.delete(key).stored()).as(name).isTrue();
            }
            case 13 -> same(name, () -> incr(key, 2), () -> model.incr(key, 2, null, 0));
            case 14, 15 -> {
                long ttl = ttl();
                same(name, () -> dict.incr(key, 1, 5, Duration.ofMillis(ttl)), () -> model.incr(key, 1, 5.0, ttl));
            }
            case 16 -> {
                boolean head = random.nextBoolean();
                LuaScalar value = value(longest / 4);
                same(
                        name,
                        () -> head ? dict.lpush(key, value) : dict.rpush(key, value),
                        () -> model.push(key, value, head));
            }
            case 17 -> {
                boolean head = random.nextBoolean();
                same(name, () -> head ? dict.lpop(key) : dict.rpop(key), () -> model.pop(key, head));
            }
            case 18 -> same(name, () -> dict.llen(key), () -> model.length(key));
            case 19 -> same(name, () -> ttl(dict.ttl(key)), () -> model.ttl(key));
            case 20 -> {
                long ttl = ttl();
                same(name, () -> dict.expire(key, Duration.ofMillis(ttl)).stored(), () -> model.expire(key, ttl));
            }
            case 21 -> ticker.advance(Duration.ofMillis(random.nextInt(200)));
            case 22 -> {
                int max = random.nextInt(20);
                same(name, () -> dict.getKeys(max), () -> model.keys(max));
            }
            default -> rarely(name);
        }
    }

    private KnownKey known(String key) {
        return known.computeIfAbsent(key, k -> dict.known(k.getBytes(ISO_8859_1), 0, k.length()));
    }

    /** By a key that remembers where its entry was some operations ago. */
    private void getKnown(String name, KnownKey known, String key) {
        double number = known.number();
        if (!Double.isNaN(number)) {
            same(name, () -> LuaScalar.of(number), () -> model.get(key).value());
        } else {
            same(name, known::get, () -> model.get(key));
        }
    }

    private IncrResult incr(String key, double delta) {
        double sum = random.nextBoolean() ? Double.NaN : known(key).incr(delta);
        return !Double.isNaN(sum) ? IncrResult.of(sum) : dict.incr(key, delta);
    }

    private void rarely(String name) {
        int max = random.nextInt(5);
        switch (random.nextInt(8)) {
            case 0 -> {
                dict.flushAll();
                model.flushAll();
            }
            case 1, 2 -> same(name, () -> dict.flushExpired(max), () -> model.flushExpired(max));
            default -> same(name, dict::freeSpace, () -> model.free() / 4096 * 4096);
        }
    }

    private void store(String name, String key, String how, boolean safe) {
        LuaScalar value = value(longest);
        long ttl = ttl();
        int flags = random.nextInt(3);
        Duration exptime = Duration.ofMillis(ttl);
        same(
                name + " " + how,
                () -> switch (how) {
                    case "set" ->
                        safe ? dict.safeSet(key, value, exptime, flags) : dict.set(key, value, exptime, flags);
                    case "add" ->
                        safe ? dict.safeAdd(key, value, exptime, flags) : dict.add(key, value, exptime, flags);
                    default -> dict.replace(key, value, exptime, flags);
                },
                () -> model.store(key, value, ttl, flags, how, safe));
    }

    private LuaScalar value(int most) {
        return random.nextInt(3) == 0 ? LuaScalar.of((double) random.nextInt(9)) : LuaScalar.of(bytes(most));
    }

    private byte[] bytes(int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private long ttl() {
        return random.nextBoolean() ? 0 : 1 + random.nextInt(2_000);
    }

    private static @Nullable Long ttl(TtlResult result) {
        if (result.error() != null) {
            return null;
        }
        long millis = result.ttl().toMillis();
        return millis;
    }

    /** An expired entry of a flush has an age that only the sign of counts. */
    private static @Nullable Object comparable(@Nullable Object result) {
        return result instanceof Long ttl && ttl < 0 ? -1L : result;
    }

    private static void same(String name, Supplier<@Nullable Object> actual, Supplier<@Nullable Object> expected) {
        assertThat(comparable(outcome(actual))).as(name).isEqualTo(comparable(outcome(expected)));
    }

    private static @Nullable Object outcome(Supplier<@Nullable Object> operation) {
        try {
            return operation.get();
        } catch (NotAScalarException e) {
            return e.getMessage();
        }
    }
}
