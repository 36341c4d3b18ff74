// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.resty.dict.StoreResult;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockOptions.LostLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Locks whose store doesn't answer, and the looks at them, one by one. */
class LockStoreDownTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Store store = new Store();

    private final ByHand scheduler = new ByHand();

    private final LockWatch watch = new LockWatch(scheduler, () -> scheduler.now);

    private final List<LostLock> lost = new ArrayList<>();

    private final LockOptions options =
            LockOptions.defaults().withExptime(SECOND).withOnLost(lost::add);

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    /** A store of one lock that a test takes down. */
    private static final class Store implements LockStore {

        boolean down;

        boolean closed;

        @Nullable Duration left;

        int renewals;

        Runnable answersAfter = () -> {};

        private void answer() {
            if (closed) {
                throw new IllegalStateException("closed");
            }
            if (down) {
                throw new StoreUnavailableException("redis: timeout");
            }
        }

        @Override
        public Acquisition acquire(String key, Duration exptime, Duration timeout, Duration maxStep) {
            answer();
            left = exptime;
            return new Acquisition(Duration.ZERO, null, 7);
        }

        @Override
        public boolean release(String key, long token) {
            answer();
            return left != null;
        }

        @Override
        public StoreResult expire(String key, long token, Duration exptime) {
            answer();
            if (left == null) {
                return StoreResult.failed("not found");
            }
            left = exptime;
            renewals++;
            answersAfter.run();
            return StoreResult.done();
        }

        @Override
        public @Nullable Duration remaining(String key, long token) {
            answer();
            return left;
        }
    }

    /** Runs what was scheduled when a test says that its time has come. */
    private static final class ByHand extends ScheduledThreadPoolExecutor {

        long now = 5;

        @Nullable Runnable next;

        long delay;

        ByHand() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long after, TimeUnit unit) {
            next = command;
            delay = unit.toNanos(after);
            return new Cancelling();
        }

        /** Moves to the next look, and has it. */
        Duration look() {
            Runnable command = next;
            next = null;
            now += delay;
            long waited = delay;
            command.run();
            return Duration.ofNanos(waited).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        }

        private final class Cancelling extends java.util.concurrent.FutureTask<Void> implements ScheduledFuture<Void> {

            Cancelling() {
                super(() -> null);
            }

            @Override
            public boolean cancel(boolean interrupt) {
                next = null;
                return true;
            }

            @Override
            public long getDelay(TimeUnit unit) {
                return 0;
            }

            @Override
            public int compareTo(Delayed other) {
                return 0;
            }
        }
    }

    private RestyLock lock(LockOptions with) {
        return new RestyLock(store, with, watch);
    }

    @Test
    void calls_areErrorsOfTheirResults() {
        RestyLock lock = lock(LockOptions.defaults());
        store.down = true;
        assertThat(lock.lock("k")).isEqualTo(new LockResult(false, Duration.ZERO, "redis: timeout"));
        assertThat(lock.key()).isNull();
        store.down = false;
        assertThat(lock.lock("k").ok()).isTrue();
        assertThat(scheduler.next).isNull();
        store.down = true;

        assertThat(lock.expire().error()).isEqualTo("redis: timeout");
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(lock::owned);
        assertThat(lock.unlock().error()).isEqualTo("redis: timeout");
        assertThat(lock.unlock().error()).isEqualTo("unlocked");
        lock.close();
        store.down = false;
        assertThat(lock.lock("k").ok()).isTrue();
    }

    @Test
    void onLost_storeDown_isToldWhenTheKnownLifeIsOver() {
        RestyLock lock = lock(options);
        lock.lock("k");
        assertThat(scheduler.look()).isEqualTo(Duration.ofMillis(500));
        store.down = true;
        scheduler.look();
        assertThat(lost).isEmpty();
        scheduler.look();

        assertThat(lost).containsExactly(new LostLock("k", 7));
        assertThat(scheduler.next).isNull();
        assertThat(lock.unlock().error()).isEqualTo("redis: timeout");
        assertThat(lost).hasSize(1);
    }

    @Test
    void onLost_storeClosed_isToldWhenTheKnownLifeIsOver() {
        lock(options).lock("k");
        store.closed = true;
        scheduler.look();
        assertThat(lost).isEmpty();
        scheduler.look();

        assertThat(lost).containsExactly(new LostLock("k", 7));
    }

    @Test
    void onLost_throws_isCalledOnceAndEndsTheWatch() {
        List<LostLock> told = new ArrayList<>();
        RestyLock lock = lock(options.withOnLost(one -> {
            told.add(one);
            throw new IllegalStateException("callback");
        }));
        lock.lock("k");
        store.left = null;
        scheduler.look();

        assertThat(told).hasSize(1);
        assertThat(scheduler.next).isNull();
        assertThat(lock.unlock().ok()).isTrue();
        assertThat(told).hasSize(1);
    }

    @Test
    void onLost_looksWhereTheLifeEndsOrEachMaxStep() {
        RestyLock lock = lock(options.withMaxStep(Duration.ofHours(1)));
        lock.lock("k");
        assertThat(scheduler.look()).isEqualTo(SECOND);
        store.left = Duration.ofMillis(300);
        scheduler.look();
        assertThat(scheduler.look()).isEqualTo(Duration.ofMillis(300));
        store.left = null;
        scheduler.look();

        assertThat(lost).hasSize(1);
    }

    @Test
    void onLost_released_looksNoMore() {
        RestyLock lock = lock(options);
        lock.lock("k");
        lock.unlock();
        assertThat(scheduler.next).isNull();

        lock.lock("k");
        store.left = null;
        lock.close();
        assertThat(lost).hasSize(1);
    }

    @Test
    void renewal_comesEachThirdAndGoesOnAfterAnOutage() {
        RestyLock lock = lock(options.withRenewal(true));
        lock.lock("k");
        assertThat(scheduler.look())
                .isEqualTo(Duration.ofNanos(SECOND.toNanos() / 3).truncatedTo(java.time.temporal.ChronoUnit.MICROS));
        assertThat(store.renewals).isEqualTo(1);
        store.down = true;
        scheduler.look();
        assertThat(scheduler.next).isNotNull();
        store.down = false;
        scheduler.look();
        assertThat(store.renewals).isEqualTo(2);
        store.left = null;
        scheduler.look();

        assertThat(lost).hasSize(1);
    }

    @Test
    void renewal_storeDown_isTriedAgainAfterAPause() {
        RestyLock lock = lock(options.withExptime(Duration.ofSeconds(30)).withRenewal(true));
        lock.lock("k");
        while (store.renewals == 0) {
            scheduler.look();
        }
        store.down = true;
        int looks = 0;
        while (lost.isEmpty() && looks < 1_000) {
            scheduler.look();
            looks++;
        }

        assertThat(looks).isBetween(30, 70);
    }

    @Test
    void onLost_throwsAtTheUnlock_theUnlockIsDone() {
        RestyLock lock = lock(options.withOnLost(one -> {
            lost.add(one);
            throw new IllegalStateException("callback");
        }));
        lock.lock("k");
        store.left = null;

        assertThat(lock.unlock().ok()).isTrue();
        assertThat(lost).hasSize(1);
    }

    @Test
    void onLost_storeSlowToAnswerARenewal_theLifeIsCountedFromTheCall() {
        lock(options.withRenewal(true)).lock("k");
        store.answersAfter = () -> scheduler.now += SECOND.toNanos() * 4 / 5;
        scheduler.look();
        assertThat(store.renewals).isEqualTo(1);
        long taken = scheduler.now - SECOND.toNanos() * 4 / 5;
        store.answersAfter = () -> {};
        store.down = true;
        for (int looks = 0; lost.isEmpty() && looks < 1_000; looks++) {
            scheduler.look();
        }

        assertThat(Duration.ofNanos(scheduler.now - taken)).isLessThan(SECOND.plusMillis(1));
    }
}
