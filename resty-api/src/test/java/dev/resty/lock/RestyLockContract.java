// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.store.DictSettings;
import dev.resty.store.ManualTicker;
import dev.resty.store.StoreProvider;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store's locks do: lua-resty-lock's contract, and waiters that are woken. */
@Timeout(60)
public abstract class RestyLockContract {

    private static final Duration HOUR = Duration.ofHours(1);

    /** Neither the timeout nor the next look ends a wait with these within a test: only a wake-up does. */
    private static final LockOptions PATIENT =
            LockOptions.defaults().withExptime(HOUR).withTimeout(HOUR).withMaxStep(HOUR);

    /** With a clock that a test moves: looks at it often. */
    private static final LockOptions WATCHFUL = LockOptions.defaults().withMaxStep(Duration.ofMillis(2));

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A life longer than a busy machine takes from a test's line to the next. */
    private static final Duration LIFE = Duration.ofSeconds(10);

    private final ManualTicker ticker = new ManualTicker();

    private final List<Thread> threads = new ArrayList<>();

    private StoreProvider stores;

    private SharedDict dict;

    private LockStore locks;

    /** The provider of the store under test, on this clock. */
    protected abstract StoreProvider provider(Ticker clock);

    /** Lets time pass for the store of {@link #provider}. */
    protected void advance(Duration time) {
        ticker.advance(time);
    }

    /** How often a test repeats what goes to the store: fewer times where that is another process. */
    protected int many(int times) {
        return times;
    }

    /** Whether somebody waits for a key as far as the store knows, where that can be asked: a call to it is a wait too. */
    protected boolean knowsOfWaiters() {
        return true;
    }

    @BeforeEach
    void open() {
        stores = provider(ticker);
        dict = stores.openDict(DictSettings.of("locks", 1024 * 1024));
        locks = stores.openLocks(dict);
    }

    @AfterEach
    void close() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
        stores.close();
    }

    private RestyLock newLock(LockOptions options) {
        return new RestyLock(locks, options);
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task);
        threads.add(thread);
        thread.start();
        return task;
    }

    /** Until a thread waits for the lock on a key that is held. */
    private void awaitParked(int thread) {
        await().atMost(PATIENCE).until(() -> {
            Thread.State state = threads.get(thread).getState();
            return (state == Thread.State.TIMED_WAITING || state == Thread.State.WAITING) && knowsOfWaiters();
        });
    }

    @Test
    void lock_free_takesNoTimeAndIsAnEntryOfTheDict() {
        RestyLock lock = newLock(LockOptions.defaults());

        assertThat(lock.lock("k")).isEqualTo(new LockResult(true, Duration.ZERO, null));
        assertThat(lock.key()).isEqualTo("k");
        assertThat(dict.get("k")).isEqualTo(new DictValue(LuaScalar.of(true), 0, false));
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(30));
        assertThat(lock.unlock()).isEqualTo(new LockResult(true, Duration.ZERO, null));
        assertThat(dict.getStale("k")).isNull();
    }

    @Test
    void lock_holdingAlready_isLocked() {
        RestyLock lock = newLock(LockOptions.defaults());
        lock.lock("k");

        assertThat(lock.lock("other").error()).isEqualTo("locked");
        assertThat(dict.get("other")).isNull();
        assertThat(lock.key()).isEqualTo("k");
    }

    @Test
    void unlock_holdingNothing_isUnlocked() {
        RestyLock lock = newLock(LockOptions.defaults());
        assertThat(lock.unlock().error()).isEqualTo("unlocked");

        lock.lock("k");
        lock.unlock();
        assertThat(lock.unlock().error()).isEqualTo("unlocked");
        assertThat(lock.expire().error()).isEqualTo("unlocked");
    }

    @Test
    void lock_heldByAnother_timeoutZero_isTimeoutAtOnce() {
        newLock(LockOptions.defaults()).lock("k");

        assertThat(newLock(LockOptions.defaults().withTimeout(Duration.ZERO)).lock("k"))
                .isEqualTo(new LockResult(false, Duration.ZERO, "timeout"));
        assertThat(newLock(LockOptions.defaults()).lock("other").ok()).isTrue();
    }

    @Test
    void tryLock_neverWaits() {
        RestyLock holder = newLock(PATIENT);
        assertThat(holder.tryLock("k").ok()).isTrue();
        RestyLock other = newLock(PATIENT);

        assertThat(other.tryLock("k")).isEqualTo(new LockResult(false, Duration.ZERO, "timeout"));
        assertThat(holder.tryLock("other").error()).isEqualTo("locked");
        holder.unlock();
        assertThat(other.tryLock("k").ok()).isTrue();
        assertThat(dict.ttl("k").ttl()).isEqualTo(HOUR);
    }

    @Test
    void lock_heldByAnother_waitsForTimeout() throws Exception {
        newLock(LockOptions.defaults()).lock("k");
        RestyLock waiter = newLock(WATCHFUL);
        FutureTask<LockResult> waiting = start(() -> waiter.lock("k"));
        awaitParked(0);
        advance(Duration.ofSeconds(5));

        LockResult result = waiting.get();
        assertThat(result.error()).isEqualTo("timeout");
        assertThat(result.elapsed()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        assertThat(waiter.key()).isNull();
    }

    @Test
    void lock_heldByAnother_isFreeAfterItsExptime() throws Exception {
        RestyLock holder = newLock(LockOptions.defaults().withExptime(LIFE));
        holder.lock("k");
        FutureTask<LockResult> waiting =
                start(() -> newLock(WATCHFUL.withTimeout(HOUR)).lock("k"));
        awaitParked(0);
        advance(LIFE);

        assertThat(waiting.get().ok()).isTrue();
        assertThat(waiting.get().elapsed()).isPositive();
    }

    @Test
    void lock_expiringOnTheMachinesClock_endsTheWaitByItself() throws Exception {
        try (StoreProvider real = provider(Ticker.system())) {
            LockStore realLocks = real.openLocks(real.openDict(DictSettings.of("locks", 1024 * 1024)));
            new RestyLock(realLocks, PATIENT).lock("k", Duration.ofMillis(20));

            assertThat(new RestyLock(realLocks, PATIENT).lock("k").ok()).isTrue();
        }
    }

    @Test
    void lock_scriptShortensTheEntrysLife_endsTheWaitSooner() throws Exception {
        try (StoreProvider real = provider(Ticker.system())) {
            SharedDict realDict = real.openDict(DictSettings.of("locks", 1024 * 1024));
            LockStore realLocks = real.openLocks(realDict);
            new RestyLock(realLocks, PATIENT).lock("k");
            FutureTask<LockResult> waiting = start(() -> new RestyLock(realLocks, PATIENT).lock("k"));
            awaitParked(0);
            realDict.set("k", true, Duration.ofMillis(5));

            assertThat(waiting.get().ok()).isTrue();
        }
    }

    @Test
    void unlock_wakesWaiter() throws Exception {
        RestyLock holder = newLock(PATIENT);
        holder.lock("k");
        FutureTask<LockResult> waiting = start(() -> newLock(PATIENT).lock("k"));
        awaitParked(0);
        holder.unlock();

        assertThat(waiting.get().ok()).isTrue();
    }

    @Test
    void unlock_manyWaiters_eachGetsItsTurn() throws Exception {
        RestyLock holder = newLock(PATIENT);
        holder.lock("k");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<FutureTask<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(start(() -> {
                try (RestyLock lock = newLock(PATIENT)) {
                    boolean ok = lock.lock("k").ok();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    inside.decrementAndGet();
                    return ok;
                }
            }));
            awaitParked(i);
        }
        holder.unlock();

        for (FutureTask<Boolean> task : waiting) {
            assertThat(task.get()).isTrue();
        }
        assertThat(most).hasValue(1);
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void waiter_isWokenByWhateverRemovesTheEntry() throws Exception {
        List<Runnable> removals = List.of(
                () -> dict.delete("k"),
                () -> dict.set("k", (LuaScalar) null),
                dict::flushAll,
                () -> dict.expire("k", Duration.ofNanos(-1)));
        for (int i = 0; i < removals.size(); i++) {
            dict.set("k", true);
            FutureTask<Boolean> waiting = start(() -> {
                try (RestyLock lock = newLock(PATIENT)) {
                    return lock.lock("k").ok();
                }
            });
            awaitParked(i);
            removals.get(i).run();

            assertThat(waiting.get()).isTrue();
        }
    }

    @Test
    void unlock_byAnotherThread_releases() throws Exception {
        RestyLock lock = newLock(PATIENT);
        start(() -> lock.lock("k")).get();

        assertThat(lock.unlock().ok()).isTrue();
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void unlock_expiredAndTakenByAnother_leavesTheOthersLock() {
        RestyLock late = newLock(LockOptions.defaults().withExptime(LIFE));
        late.lock("k");
        advance(LIFE);
        RestyLock next = newLock(LockOptions.defaults());
        next.lock("k");

        assertThat(late.expire().error()).isEqualTo("not found");
        assertThat(late.unlock().ok()).isTrue();
        assertThat(dict.get("k")).isNotNull();
        assertThat(next.unlock().ok()).isTrue();
        assertThat(dict.get("k")).isNull();
    }

    @Test
    void unlock_scriptTookTheKeyMeanwhile_leavesItsEntry() {
        RestyLock late = newLock(LockOptions.defaults());
        late.lock("k");
        dict.delete("k");
        dict.add("k", LuaScalar.of(true), Duration.ofSeconds(30));
        late.unlock();

        assertThat(dict.get("k")).isNotNull();
    }

    @Test
    void expire_givesNewLife() {
        RestyLock lock = newLock(LockOptions.defaults());
        lock.lock("k");
        advance(Duration.ofSeconds(20));

        assertThat(lock.expire().ok()).isTrue();
        assertThat(dict.ttl("k").ttl()).isEqualTo(Duration.ofSeconds(30));
        lock.expire(LIFE);
        assertThat(dict.ttl("k").ttl()).isEqualTo(LIFE);
        advance(LIFE);
        assertThat(lock.expire().error()).isEqualTo("not found");
    }

    @Test
    void lock_badKeys_giveTheDictsErrors() {
        RestyLock lock = newLock(LockOptions.defaults());

        assertThat(lock.lock("").error()).isEqualTo("empty key");
        assertThat(lock.lock("k".repeat(65_536)).error()).isEqualTo("key too long");
        assertThat(lock.lock("k").ok()).isTrue();
    }

    @Test
    void lock_wideKey_isOneLockWithItsUtf8Bytes() {
        newLock(LockOptions.defaults()).lock("鍵");

        assertThat(dict.add(DictKey.utf8("鍵"), LuaScalar.of(true), HOUR).error())
                .isEqualTo("exists");
    }

    @Test
    void lock_interrupted_saysSoAndKeepsTheFlag() throws Exception {
        newLock(PATIENT).lock("k");
        RestyLock waiter = newLock(PATIENT);
        FutureTask<String> waiting = start(
                () -> waiter.lock("k").error() + " " + Thread.currentThread().isInterrupted());
        awaitParked(0);
        threads.get(0).interrupt();

        assertThat(waiting.get()).isEqualTo("interrupted true");
        assertThat(waiter.key()).isNull();
    }

    @Test
    void lock_usedByManyThreads_excludes() throws Exception {
        int[] unguarded = {0};
        List<FutureTask<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            tasks.add(start(() -> {
                for (int n = 0; n < many(500); n++) {
                    try (RestyLock lock = newLock(PATIENT)) {
                        assertThat(lock.lock("k").ok()).isTrue();
                        unguarded[0]++;
                    }
                }
                return null;
            }));
        }
        for (FutureTask<Void> task : tasks) {
            task.get(30, TimeUnit.SECONDS);
        }

        assertThat(unguarded[0]).isEqualTo(4 * many(500));
    }

    @Test
    void token_growsWithEachOwnerOfAKey() throws Exception {
        RestyLock first = newLock(LockOptions.defaults().withExptime(LIFE));
        RestyLock second = newLock(LockOptions.defaults());
        assertThat(first.token()).isZero();
        first.lock("k");
        long token = first.token();
        advance(LIFE);
        second.lock("k");

        assertThat(token).isPositive();
        assertThat(second.token()).isGreaterThan(token);
        assertThat(first.token()).isEqualTo(token);
        token = second.token();
        second.unlock();
        second.lock("k");
        assertThat(second.token()).isGreaterThan(token);
        second.unlock();
        assertThat(second.token()).isZero();
    }

    @Test
    void owned_isWhatTheStoreSays() {
        RestyLock lock = newLock(LockOptions.defaults());
        assertThat(lock.owned()).isFalse();
        lock.lock("k");
        assertThat(lock.owned()).isTrue();
        assertThat(locks.remaining("k", lock.token())).isEqualTo(Duration.ofSeconds(30));
        advance(Duration.ofSeconds(30));

        assertThat(lock.owned()).isFalse();
        assertThat(lock.key()).isEqualTo("k");
    }

    @Test
    void release_tellsWhetherTheEntryWasStillTheOwners() {
        long token = locks.acquire("k", HOUR, Duration.ZERO, HOUR).token();
        assertThat(locks.release("k", token + 1)).isFalse();
        assertThat(locks.remaining("k", token + 1)).isNull();
        assertThat(locks.release("k", token)).isTrue();
        assertThat(locks.release("k", token)).isFalse();

        token = locks.acquire("k", LIFE, Duration.ZERO, HOUR).token();
        advance(LIFE);
        assertThat(locks.release("k", token)).isFalse();
    }

    @Test
    void onLost_expired_isToldOnce() {
        List<LockOptions.LostLock> lost = new CopyOnWriteArrayList<>();
        RestyLock lock = newLock(WATCHFUL.withOnLost(lost::add));
        lock.lock("k");
        long token = lock.token();
        advance(Duration.ofSeconds(30));

        await().atMost(PATIENCE).until(() -> !lost.isEmpty());
        assertThat(lock.unlock().ok()).isTrue();
        assertThat(lost).containsExactly(new LockOptions.LostLock("k", token));
    }

    @Test
    void exptimeZero_neverExpires_thoughItIsWatched() {
        List<LockOptions.LostLock> lost = new CopyOnWriteArrayList<>();
        RestyLock lock = newLock(LockOptions.defaults().withOnLost(lost::add));
        assertThat(lock.lock("k", Duration.ZERO, Duration.ZERO).ok()).isTrue();
        assertThat(lock.owned()).isTrue();
        assertThat(newLock(LockOptions.defaults()).tryLock("k").error()).isEqualTo("timeout");
        assertThat(lock.unlock().ok()).isTrue();
        assertThat(lost).isEmpty();
    }

    @Test
    void onLost_removedByAnother_isTold() {
        List<LockOptions.LostLock> lost = new CopyOnWriteArrayList<>();
        RestyLock lock = newLock(WATCHFUL.withOnLost(lost::add));
        lock.lock("k");
        dict.delete("k");
        dict.add("k", LuaScalar.of(true), HOUR);

        await().atMost(PATIENCE).until(() -> !lost.isEmpty());
    }

    @Test
    void onLost_unlockFindsOut_isTold() {
        List<LockOptions.LostLock> lost = new CopyOnWriteArrayList<>();
        RestyLock lock = newLock(PATIENT.withOnLost(lost::add));
        lock.lock("k");
        dict.delete("k");
        assertThat(lost).isEmpty();
        lock.unlock();

        assertThat(lost).hasSize(1);
    }

    @Test
    void onLost_releasedInTime_isNotTold() {
        List<LockOptions.LostLock> lost = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 20; i++) {
            try (RestyLock lock =
                    newLock(WATCHFUL.withMaxStep(Duration.ofNanos(1)).withOnLost(lost::add))) {
                assertThat(lock.lock("k").ok()).isTrue();
            }
        }

        assertThat(lost).isEmpty();
    }

    @Test
    void renewal_keepsTheLockUntilItIsReleased() throws Exception {
        try (StoreProvider real = provider(Ticker.system())) {
            SharedDict realDict = real.openDict(DictSettings.of("locks", 1024 * 1024));
            LockStore realLocks = real.openLocks(realDict);
            List<LockOptions.LostLock> lost = new CopyOnWriteArrayList<>();
            Duration life = Duration.ofSeconds(3);
            RestyLock lock = new RestyLock(
                    realLocks, PATIENT.withExptime(life).withRenewal(true).withOnLost(lost::add));
            lock.lock("k");
            long renewals = 0;
            Duration before = life;
            while (renewals < 2) {
                Duration left = realLocks.remaining("k", lock.token());
                assertThat(left).isNotNull();
                renewals += left.compareTo(before) > 0 ? 1 : 0;
                before = left;
                Thread.sleep(20);
            }
            lock.unlock();
            assertThat(realDict.get("k")).isNull();
            assertThat(lost).isEmpty();
        }
    }

    @Test
    void options_badRanges_areRefused() {
        LockOptions defaults = LockOptions.defaults();

        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withExptime(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withTimeout(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> defaults.withMaxStep(Duration.ZERO));
        assertThat(defaults.withExptime(Duration.ofSeconds(1)).timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void lock_withTimesOfAnyLength_waits() {
        Duration ages = Duration.ofSeconds(Long.MAX_VALUE);
        RestyLock holder = newLock(LockOptions.defaults());
        assertThat(holder.lock("k", ages).ok()).isTrue();
        FutureTask<LockResult> waiting =
                start(() -> newLock(LockOptions.defaults().withMaxStep(ages)).lock("k", ages, ages));
        awaitParked(0);
        holder.unlock();

        assertThat(await().atMost(PATIENCE).until(waiting::get, result -> true).ok())
                .isTrue();
    }

    @Test
    void lock_negativeTimes_areRefused() {
        RestyLock lock = newLock(LockOptions.defaults());
        Duration negative = Duration.ofNanos(-1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock.lock("k", negative))
                .withMessageContaining("exptime");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lock.lock("k", Duration.ofSeconds(1), negative))
                .withMessageContaining("timeout");
        assertThat(lock.lock("k").ok()).isTrue();
    }
}
