// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.resty.dict.DictStats;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.dict.SharedDictContract;
import dev.resty.dict.StoreResult;
import dev.resty.store.ManualTicker;
import dev.resty.store.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeapSharedDictTest extends SharedDictContract {

    /** With room for 12,288 bytes of entries. */
    private static final long SMALL = 2 * HeapSharedDict.OWN_SIZE;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final LuaScalar ONE = LuaScalar.of(1L);

    @Override
    protected SharedDict open(long capacity, Ticker clock) {
        return new HeapSharedDict("contract", capacity, clock);
    }

    /** A value so long that an entry with a key of 3 bytes counts 1,024 in all: twelve fill the small dict. */
    private static LuaScalar kilobyteWithKey() {
        return LuaScalar.of(new byte[1024 - 3 - HeapSharedDict.ENTRY_OVERHEAD]);
    }

    private SharedDict full() {
        SharedDict dict = open(SMALL, ticker);
        for (int i = 10; i < 22; i++) {
            assertThat(dict.set("k" + i, kilobyteWithKey())).isEqualTo(StoreResult.done());
        }
        return dict;
    }

    @Test
    void open_under12k_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(HeapSharedDict.MIN_CAPACITY - 1, ticker))
                .withMessageStartingWith("invalid lua shared dict size \"12287\"");
    }

    @Test
    void capacity_countsKeyValueAndOverheadExactly() {
        SharedDict dict = full();

        assertThat(dict.freeSpace()).isZero();
        assertThat(dict.getKeys(0)).hasSize(12);
        dict.delete("k15");
        LuaScalar oneByteMore = LuaScalar.of(new byte[1024 - 3 - HeapSharedDict.ENTRY_OVERHEAD + 1]);
        assertThat(dict.safeSet("new", oneByteMore, Duration.ZERO, 0).error()).isEqualTo("no memory");
        assertThat(dict.safeSet("new", kilobyteWithKey(), Duration.ZERO, 0).stored())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"12288, 4096", "24576, 12288", "102400, 90112", "1048576, 1036288"})
    void freeSpace_emptyDict_isWithoutItsOwnPages(long capacity, long free) {
        SharedDict dict = open(capacity, ticker);

        assertThat(dict.capacity()).isEqualTo(capacity);
        assertThat(dict.freeSpace()).isEqualTo(free);
    }

    /** As 126-shdict-frag 1 of ngx_lua's suite wants it. */
    @Test
    void set_ofTwoPages_inADictOfFive_evictsBothOfOnePage() {
        SharedDict dict = open(20 * 1024, ticker);
        dict.set("foo", new byte[4000]);
        assertThat(dict.set("bar", new byte[4001])).isEqualTo(StoreResult.done());

        assertThat(dict.set("baz", new byte[8102])).isEqualTo(new StoreResult(true, null, true));
        assertThat(dict.getKeys(0)).containsExactly("baz");
    }

    @Test
    void freeSpace_isInWholePages() {
        SharedDict dict = open(SMALL, ticker);
        assertThat(dict.freeSpace()).isEqualTo(12_288);

        dict.set("k", true);
        assertThat(dict.freeSpace()).isEqualTo(8_192);
    }

    @Test
    void set_zoneFull_evictsOldestAndReportsForcible() {
        SharedDict dict = full();
        dict.get("k10");

        assertThat(dict.set("new", kilobyteWithKey())).isEqualTo(new StoreResult(true, null, true));
        assertThat(dict.get("k11")).isNull();
        assertThat(dict.get("k10")).isNotNull();
        assertThat(dict.getKeys(0)).hasSize(12);
    }

    @Test
    void incr_zoneFull_evictsForNewEntryOnly() {
        SharedDict dict = full();

        assertThat(dict.incr("counter", 1, 0)).isEqualTo(new IncrResult(1, null, true));
        assertThat(dict.incr("counter", 1, 0)).isEqualTo(new IncrResult(2, null, false));
    }

    @Test
    void safeSet_zoneFull_isNoMemoryAndEvictsNothing() {
        SharedDict dict = full();
        StoreResult noMemory = new StoreResult(false, "no memory", false);

        assertThat(dict.safeSet("new", ONE, Duration.ZERO, 0)).isEqualTo(noMemory);
        assertThat(dict.safeAdd("new", ONE, Duration.ZERO, 0)).isEqualTo(noMemory);
        assertThat(dict.getKeys(0)).hasSize(12);
    }

    @Test
    void safeSet_zoneFullAndLongerValue_losesTheFormerEntry() {
        SharedDict dict = full();

        assertThat(dict.safeSet("k15", LuaScalar.of(new byte[2048]), Duration.ZERO, 0)
                        .error())
                .isEqualTo("no memory");
        assertThat(dict.get("k15")).isNull();
    }

    @Test
    void safeSet_zoneFullAndNoLongerValue_stores() {
        SharedDict dict = full();

        assertThat(dict.safeSet("k15", kilobyteWithKey(), Duration.ZERO, 1).stored())
                .isTrue();
        assertThat(dict.safeSet("k15", ONE, Duration.ZERO, 0).stored()).isTrue();
        assertThat(dict.safeSet("new", LuaScalar.of(new byte[800]), Duration.ZERO, 0)
                        .stored())
                .isTrue();
    }

    @Test
    void set_neverFitting_evictsThirtyThenNoMemory() {
        SharedDict dict = open(SMALL, ticker);
        for (int i = 0; i < 50; i++) {
            dict.set("k" + i, i);
        }

        assertThat(dict.set("huge", new byte[20_000])).isEqualTo(new StoreResult(false, "no memory", true));
        assertThat(dict.getKeys(0)).hasSize(20).startsWith("k30");
        assertThat(dict.set("huge", new byte[20_000])).isEqualTo(new StoreResult(false, "no memory", true));
        assertThat(dict.set("huge", new byte[20_000])).isEqualTo(new StoreResult(false, "no memory", false));
    }

    @Test
    void set_existingNeverFitting_losesTheFormerEntry() {
        SharedDict dict = open(SMALL, ticker);
        dict.set("k", ONE);

        assertThat(dict.set("k", new byte[20_000]).error()).isEqualTo("no memory");
        assertThat(dict.getStale("k")).isNull();
    }

    @Test
    void use_isAnyLookButTtlAndExpire() {
        SharedDict dict = open(ROOMY, ticker);
        for (int i = 0; i < 8; i++) {
            dict.set("k" + i, i);
        }
        dict.get("k0");
        dict.getStale("k1");
        dict.ttl("k2");
        dict.expire("k2", Duration.ofSeconds(100));
        dict.incr("k3", 1);
        dict.add("k4", ONE, Duration.ZERO);
        dict.replace("k5", ONE, Duration.ZERO);
        dict.set("k6", "longer than before");

        assertThat(dict.getKeys()).containsExactly("k2", "k7", "k0", "k1", "k3", "k4", "k5", "k6");
    }

    @Test
    void getStale_expired_isStaleUntilSwept() {
        SharedDict dict = open(ROOMY, ticker);
        dict.set("a", LuaScalar.of("x"), SECOND, 5);
        dict.set("b", LuaScalar.of("y"), SECOND, 0);
        dict.set("c", LuaScalar.of("z"), SECOND, 0);
        ticker.advance(SECOND);

        assertThat(dict.getStale("a")).isEqualTo(new DictValue(LuaScalar.of("x"), 5, true));
        dict.get("any");
        assertThat(dict.getStale("b")).isNull();
        assertThat(dict.getStale("c")).isNull();
        assertThat(dict.getStale("a")).isNotNull();
    }

    @Test
    void replace_expired_leavesStaleValue() {
        SharedDict dict = open(ROOMY, ticker);
        dict.set("live", ONE);
        dict.set("k", ONE, SECOND);
        ticker.advance(SECOND);
        dict.replace("k", LuaScalar.of(2L), Duration.ZERO);

        assertThat(dict.getStale("k")).isEqualTo(new DictValue(ONE, 0, true));
    }

    @Test
    void ttl_expired_isNegative_andExpireRevives() {
        SharedDict dict = open(ROOMY, ticker);
        dict.set("live", ONE);
        dict.set("k", ONE, SECOND);
        ticker.advance(SECOND);
        assertThat(dict.ttl("k").ttl()).isNegative();
        ticker.advance(Duration.ofMillis(37));

        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofMillis(-37));
        assertThat(dict.expire("k", Duration.ofSeconds(5)).stored()).isTrue();
        assertThat(dict.get("k")).isEqualTo(new DictValue(ONE, 0, false));
    }

    @Test
    void push_zoneFull_isNoMemoryAndEvictsNothing() {
        SharedDict dict = full();

        assertThat(dict.rpush("list", ONE)).isEqualTo(new ListResult(0, "no memory"));
        assertThat(dict.getKeys(0)).hasSize(12).doesNotContain("list");
        dict.delete("k15");
        assertThat(dict.rpush("list", ONE).length()).isEqualTo(1);
        assertThat(dict.rpush("list", LuaScalar.of(new byte[1024])).error()).isEqualTo("no memory");
        assertThat(dict.llen("list").length()).isEqualTo(1);
    }

    @Test
    void lists_countKeyValuesAndOverheads() {
        HeapSharedDict dict = new HeapSharedDict("contract", ROOMY, ticker);
        dict.rpush("key", ONE);
        dict.lpush("key", LuaScalar.of("12345"));

        assertThat(dict.used())
                .isEqualTo(HeapSharedDict.ENTRY_OVERHEAD + 3 + 2 * HeapSharedDict.ELEMENT_OVERHEAD + 8 + 5);
        dict.rpop("key");
        assertThat(dict.used()).isEqualTo(HeapSharedDict.ENTRY_OVERHEAD + 3 + HeapSharedDict.ELEMENT_OVERHEAD + 5);
        dict.rpop("key");
        assertThat(dict.used()).isZero();
    }

    @Test
    void list_isEvictedAsAWhole() {
        SharedDict dict = open(SMALL, ticker);
        dict.rpush("l", kilobyteWithKey());
        dict.rpush("l", kilobyteWithKey());
        for (int i = 10; i < 21; i++) {
            dict.set("k" + i, kilobyteWithKey());
        }

        assertThat(dict.llen("l").length()).isZero();
        assertThat(dict.getKeys(0)).hasSize(11);
    }

    @Test
    void getStale_expiredList_isNotAScalar() {
        SharedDict dict = open(ROOMY, ticker);
        dict.set("live", ONE);
        dict.rpush("l", ONE);
        dict.expire("l", SECOND);
        ticker.advance(SECOND);

        assertThatExceptionOfType(NotAScalarException.class).isThrownBy(() -> dict.getStale("l"));
        assertThat(dict.ttl("l").ttl()).isNegative();
        assertThat(dict.expire("l", SECOND).stored()).isTrue();
        assertThat(dict.llen("l").length()).isEqualTo(1);
    }

    @Test
    void use_isAnyLookAtAListToo() {
        SharedDict dict = open(ROOMY, ticker);
        dict.rpush("a", ONE);
        dict.rpush("b", ONE);
        dict.rpush("b", ONE);
        dict.rpush("c", ONE);
        dict.set("d", ONE);
        dict.llen("a");
        dict.lpop("b");
        dict.rpush("c", ONE);
        dict.rpush("d", ONE);

        assertThat(dict.getKeys()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void listen_hearsEvictionAndExpiry() {
        SharedDict dict = full();
        List<String> heard = new ArrayList<>();
        dict.listen((event, key) -> heard.add(event + " " + key));
        dict.set("new", kilobyteWithKey(), SECOND);
        ticker.advance(SECOND);
        dict.flushExpired();

        assertThat(heard).containsExactly("EVICTED k10", "STORED new", "EXPIRED new");
    }

    @Test
    void stats_countRefusalsEvictionsExpirations() {
        SharedDict dict = full();
        dict.safeSet("new", kilobyteWithKey(), Duration.ZERO, 0);
        dict.set("new", kilobyteWithKey(), SECOND);
        ticker.advance(SECOND);
        dict.flushExpired();

        DictStats stats = dict.stats();
        assertThat(stats.refused()).isEqualTo(1);
        assertThat(stats.evictions()).isEqualTo(1);
        assertThat(stats.expirations()).isEqualTo(1);
        assertThat(stats.entries()).isEqualTo(11);
        assertThat(stats.usedBytes()).isEqualTo(11 * 1024);
    }

    @Test
    void flushAll_freesThreeOldestAndLeavesTheRestStale() {
        SharedDict dict = open(ROOMY, ticker);
        for (int i = 1; i <= 6; i++) {
            dict.set("k" + i, i);
        }
        dict.flushAll();

        assertThat(dict.getStale("k3")).isNull();
        assertThat(dict.getStale("k4")).isEqualTo(new DictValue(LuaScalar.of(4L), 0, true));
        assertThat(dict.flushExpired()).isEqualTo(3);
    }

    @Test
    void flushExpired_limited_takesTheOldest() {
        SharedDict dict = open(ROOMY, ticker);
        dict.set("live", ONE);
        for (int i = 1; i <= 5; i++) {
            dict.set("k" + i, LuaScalar.of((long) i), SECOND);
        }
        ticker.advance(SECOND);

        assertThat(dict.flushExpired(2)).isEqualTo(2);
        assertThat(dict.getStale("k2")).isNull();
        assertThat(dict.getStale("k3")).isNotNull();
        assertThat(dict.flushExpired()).isEqualTo(3);
    }

    @Test
    void set_onlyExpiredInTheWay_isForcibleAsInNginx() {
        SharedDict dict = open(SMALL, ticker);
        for (int i = 10; i < 22; i++) {
            dict.set("k" + i, kilobyteWithKey(), SECOND);
        }
        ticker.advance(SECOND);

        assertThat(dict.set("big", new byte[8_000])).isEqualTo(new StoreResult(true, null, true));
    }

    @Test
    void expiry_tickerWrapsAround_isNotFooled() {
        ManualTicker late = new ManualTicker(Long.MAX_VALUE - 500_000_000);
        SharedDict dict = open(ROOMY, late);
        dict.set("k", ONE, SECOND);
        late.advance(Duration.ofMillis(999));
        assertThat(dict.get("k")).isNotNull();

        late.advance(Duration.ofMillis(1));
        assertThat(dict.get("k")).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {32 * 1024, 512 * 1024})
    void capacity_underConcurrentLoad_holds(long capacity) throws Exception {
        HeapSharedDict dict = new HeapSharedDict("contract", capacity, ticker);
        int longest = (int) capacity / 20;
        inThreads(8, thread -> {
            SplittableRandom random = new SplittableRandom(thread);
            for (int i = 0; i < 10_000; i++) {
                String key = "k" + random.nextInt(400);
                switch (random.nextInt(12)) {
                    case 0 -> dict.delete(key);
                    case 1, 2 -> read(dict, key);
                    case 3 -> dict.incr("n" + random.nextInt(50), 1, 0);
                    case 4 -> dict.add(key, LuaScalar.of(new byte[random.nextInt(300)]), SECOND);
                    case 5 -> dict.rpush(key, ONE);
                    case 6 -> dict.lpop(key);
                    case 7 -> dict.compareAndSet(key, null, ONE, Duration.ZERO, thread);
                    case 8 -> rarely(dict, random.nextInt(400));
                    default -> dict.set(key, new byte[random.nextInt(longest)]);
                }
                assertThat(dict.used()).isBetween(0L, HeapSharedDict.room(capacity));
            }
            return null;
        });

        long counted = 0;
        for (String key : dict.getKeys(0)) {
            counted += sizeOf(dict, key);
        }
        dict.flushExpired();
        assertThat(counted).isEqualTo(dict.used()).isEqualTo(dict.stats().usedBytes());
        dict.flushAll();
        dict.flushExpired();
        assertThat(dict.used()).isZero();
        assertThat(dict.stats().entries()).isZero();
    }

    private static void rarely(SharedDict dict, int what) {
        switch (what) {
            case 0 -> dict.flushAll();
            case 1 -> dict.flushExpired(3);
            case 2 -> dict.getKeys(7);
            case 3 -> assertThat(dict.entries().count()).isNotNegative();
            default -> dict.expire("k" + what, SECOND);
        }
    }

    private static void read(SharedDict dict, String key) {
        try {
            dict.get(key);
        } catch (NotAScalarException e) {
            assertThat(e).hasMessage("value is a list");
        }
    }

    /** What an entry counts, told from outside; its list is emptied by that. */
    private static long sizeOf(SharedDict dict, String key) {
        try {
            DictValue found = dict.getStale(key);
            return found == null ? 0 : HeapTable.sizeOf(key.length(), found.value());
        } catch (NotAScalarException e) {
            return HeapSharedDict.ENTRY_OVERHEAD
                    + key.length()
                    + dict.llen(key).length() * (HeapSharedDict.ELEMENT_OVERHEAD + Double.BYTES);
        }
    }

    @Test
    void keys_ofOneHash_areToldApartAndFound() {
        SharedDict dict = open(ROOMY, ticker);
        List<String> keys = new ArrayList<>(List.of("Aa", "BB"));
        while (keys.size() < 512) {
            keys = keys.stream()
                    .flatMap(key -> Stream.of(key + "Aa", key + "BB"))
                    .toList();
        }
        assertThat(keys.stream().mapToInt(String::hashCode).distinct()).hasSize(1);
        keys.forEach(key -> dict.set(key, key));
        for (int i = 0; i < 100; i++) {
            dict.set("other" + i, i);
        }

        assertThat(keys).allSatisfy(key -> assertThat(dict.getString(key)).isEqualTo(key));
        byte[] bytes = keys.get(300).getBytes(StandardCharsets.ISO_8859_1);
        assertThat(dict.get(bytes, 0, bytes.length)).isNotNull();
        keys.forEach(dict::delete);
        assertThat(dict.getKeys(0)).hasSize(100);
    }

    @Test
    void flushAll_again_andAgain_revivesNothing() {
        SharedDict dict = open(ROOMY, ticker);
        for (int i = 0; i < 20; i++) {
            dict.set("k" + i, i);
        }
        for (int i = 0; i < 600; i++) {
            dict.flushAll();
            assertThat(dict.getKeys(0)).isEmpty();
            dict.set("new", i);
        }

        assertThat(dict.getKeys(0)).containsExactly("new");
    }

    @Test
    void expire_afterFlush_revives() {
        SharedDict dict = open(ROOMY, ticker);
        for (int i = 0; i < 6; i++) {
            dict.set("k" + i, i);
        }
        dict.flushAll();
        ticker.advance(SECOND);

        assertThat(dict.ttl("k5").ttl()).isEqualTo(Duration.ofSeconds(-1));
        assertThat(dict.expire("k5", SECOND).stored()).isTrue();
        assertThat(dict.getLong("k5", 0)).isEqualTo(5);
    }

    @Test
    void frozen_isSharedAsItIs() {
        HeapSharedDict dict = new HeapSharedDict("contract", ROOMY, ticker);
        Object object = new Object();
        dict.set("k", LuaScalar.frozen(object, 100), Duration.ZERO, 9);

        assertThat(dict.get("k")).isEqualTo(new DictValue(LuaScalar.frozen(object, 100), 9, false));
        assertThat(dict.used()).isEqualTo(HeapSharedDict.ENTRY_OVERHEAD + 1 + 100);
        assertThat(dict.incr("k", 1).error()).isEqualTo("not a number");
        assertThat(dict.rpush("l", LuaScalar.frozen(object, 1)).error()).isEqualTo("bad value type");
        dict.set("k", ONE);
        assertThat(dict.used()).isEqualTo(HeapSharedDict.ENTRY_OVERHEAD + 1 + 8);
    }

    @Test
    void get_value_staysWhatItWas() {
        SharedDict dict = open(ROOMY, ticker);
        dict.set("k", LuaScalar.of("before"), Duration.ZERO, 1);
        DictValue before = dict.get("k");
        dict.set("k", LuaScalar.of("behind"), Duration.ZERO, 2);
        dict.set("n", ONE);
        DictValue one = dict.get("n");
        dict.incr("n", 1);

        assertThat(before).isEqualTo(new DictValue(LuaScalar.of("before"), 1, false));
        assertThat(one).isEqualTo(new DictValue(ONE, 0, false));
    }
}
