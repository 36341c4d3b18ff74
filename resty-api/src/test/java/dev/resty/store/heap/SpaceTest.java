// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockOptions;
import dev.resty.lock.RestyLock;
import dev.resty.store.DictSettings;
import dev.resty.store.ManualTicker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What released locks gave back is there for everybody, to the byte. */
class SpaceTest {

    /** Room in as many stripes as there may be, and in one. */
    private static final int MANY_STRIPES = 8 << 20;

    private static final int ONE_STRIPE = HeapSharedDict.OWN_SIZE;

    /** What a lock with a key of 5 bytes counts. */
    private static final int LOCK = HeapSharedDict.ENTRY_OVERHEAD + 5 + 1;

    private final ManualTicker ticker = new ManualTicker();

    private final HeapStoreProvider stores = new HeapStoreProvider(ticker);

    @AfterEach
    void close() {
        stores.close();
    }

    private HeapSharedDict open(int room) {
        return (HeapSharedDict) stores.openDict(DictSettings.of("d", room + HeapSharedDict.OWN_SIZE));
    }

    private RestyLock lock(HeapSharedDict dict) {
        return new RestyLock(stores.openLocks(dict), LockOptions.defaults());
    }

    /** Locks and releases keys of 5 bytes in all stripes. */
    private void useLocks(HeapSharedDict dict) {
        RestyLock lock = lock(dict);
        for (int i = 1000; i < 2000; i++) {
            assertThat(lock.lock("l" + i).ok()).isTrue();
            assertThat(lock.unlock().ok()).isTrue();
        }
    }

    /** A value with which an entry of the key "k" counts so much. */
    private static LuaScalar of(int size) {
        return LuaScalar.of(new byte[size - HeapSharedDict.ENTRY_OVERHEAD - 1]);
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_STRIPE, MANY_STRIPES})
    void releasedLocks_countNothing(int room) {
        HeapSharedDict dict = open(room);
        useLocks(dict);

        assertThat(dict.used()).isZero();
        assertThat(dict.stats().usedBytes()).isZero();
        assertThat(dict.freeSpace()).isEqualTo(room);
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_STRIPE, MANY_STRIPES})
    void safeSet_afterReleasedLocks_hasAllOfTheSpace(int room) {
        HeapSharedDict dict = open(room);
        useLocks(dict);

        assertThat(dict.safeSet("k", of(room + 1), Duration.ZERO, 0).error()).isEqualTo("no memory");
        assertThat(dict.safeSet("k", of(room), Duration.ZERO, 0)).isEqualTo(StoreResult.done());
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_STRIPE, MANY_STRIPES})
    void set_afterReleasedLocks_evictsNothingThatNeedsNotGo(int room) {
        HeapSharedDict dict = open(room);
        dict.set("old", LuaScalar.of(new byte[10]));
        int old = HeapSharedDict.ENTRY_OVERHEAD + 3 + 10;
        useLocks(dict);

        assertThat(dict.set("k", of(room - old)).forcible()).isFalse();
        assertThat(dict.set("k", of(room - old + 1)).forcible()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {ONE_STRIPE, MANY_STRIPES})
    void rpush_afterReleasedLocks_hasAllOfTheSpace(int room) {
        HeapSharedDict dict = open(room);
        useLocks(dict);
        int longest = room - HeapSharedDict.ENTRY_OVERHEAD - 1 - HeapSharedDict.ELEMENT_OVERHEAD;

        assertThat(dict.rpush("k", LuaScalar.of(new byte[longest + 1])).error()).isEqualTo("no memory");
        assertThat(dict.rpush("k", LuaScalar.of(new byte[longest])).length()).isOne();
    }

    @Test
    void releasedLocks_afterTheDictWasFull_haveTheirSpaceBackToo() {
        HeapSharedDict dict = open(MANY_STRIPES);
        for (int round = 0; round < 3; round++) {
            useLocks(dict);
            assertThat(dict.safeSet("k", of(MANY_STRIPES), Duration.ZERO, 0).stored())
                    .isTrue();
            dict.delete("k");
            assertThat(dict.used()).isZero();
        }
    }

    /** There is always room for all that the threads want, but for nothing else. */
    @Test
    void safeAdd_whileLocksComeAndGo_neverFindsTooLittleSpace() throws Exception {
        int lockers = 3;
        int room = 1 << 20;
        HeapSharedDict dict = open(room);
        LuaScalar rest = of(room - lockers * LOCK);
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(lockers);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < lockers; i++) {
                int first = (i + 1) * 1000;
                running.add(threads.submit(() -> {
                    RestyLock lock = lock(dict);
                    for (int n = 0; !over.get(); n = (n + 1) % 1000) {
                        assertThat(lock.tryLock("l" + (first + n)).error()).isNull();
                        assertThat(lock.unlock().error()).isNull();
                    }
                }));
            }
            for (int n = 0; n < 500; n++) {
                StoreResult stored = dict.safeAdd("k", rest, Duration.ZERO, 0);
                if (stored.error() != null) {
                    over.set(true);
                }
                assertThat(stored).isEqualTo(StoreResult.done());
                assertThat(dict.delete("k").error()).isNull();
            }
            over.set(true);
            for (Future<?> each : running) {
                each.get();
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
        assertThat(dict.used()).isZero();
    }

    @Test
    void lockThatExpires_inADictThatWasEmpty_isRemovedInPassing() {
        HeapSharedDict dict = open(MANY_STRIPES);
        RestyLock first = lock(dict);
        for (int i = 0; i < 3; i++) {
            assertThat(first.lock("l1000", Duration.ofSeconds(5)).ok()).isTrue();
            assertThat(first.unlock().ok()).isTrue();
        }
        assertThat(lock(dict).lock("l2000", Duration.ofSeconds(1)).ok()).isTrue();
        dict.set("k", true);

        ticker.advance(Duration.ofMillis(1001));
        dict.get("other");

        assertThat(dict.used()).isEqualTo(HeapSharedDict.ENTRY_OVERHEAD + 1 + 1);
    }

    @Test
    void entryThatGetsAShorterLife_inADictThatWasEmpty_isRemovedInPassing() {
        HeapSharedDict dict = open(MANY_STRIPES);
        dict.get("nothing");
        dict.set("k", LuaScalar.of(new byte[1]), Duration.ofSeconds(10));
        dict.set("k", LuaScalar.of(new byte[1]), Duration.ofSeconds(1));

        ticker.advance(Duration.ofMillis(1001));
        dict.get("other");

        assertThat(dict.used()).isZero();
    }
}
