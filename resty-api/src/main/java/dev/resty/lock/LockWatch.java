// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import dev.resty.dict.StoreUnavailableException;
import dev.resty.lock.LockOptions.LostLock;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after held locks: renews those that are to be renewed, and tells of those that are lost. Each is looked at when
 * it should have expired and each {@code max_step} before. A store that doesn't answer tells nothing; a lock counts as
 * lost then when the life it was last known to have is over.
 */
final class LockWatch {

    private static final Logger LOG = LoggerFactory.getLogger(LockWatch.class);

    /** Looks at remote stores block, so one that is down must not keep the locks of another from being looked at. */
    private static final int THREADS = 4;

    /** Into how many parts a life is divided to try a renewal that failed again. */
    private static final int RENEWAL_TRIES = 12;

    private static final LockWatch SHARED = new LockWatch(sharedScheduler(), System::nanoTime);

    private final ScheduledExecutorService scheduler;

    private final LongSupplier nanoTime;

    LockWatch(ScheduledExecutorService scheduler, LongSupplier nanoTime) {
        this.scheduler = scheduler;
        this.nanoTime = nanoTime;
    }

    /** That of all locks of the JVM; its daemon threads are there only while locks are watched. */
    static LockWatch shared() {
        return SHARED;
    }

    private static ScheduledExecutorService sharedScheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(THREADS, work -> {
            Thread thread = new Thread(work, "resty-lock-watch");
            thread.setDaemon(true);
            return thread;
        });
        scheduler.setRemoveOnCancelPolicy(true);
        scheduler.setKeepAliveTime(1, TimeUnit.SECONDS);
        scheduler.allowCoreThreadTimeOut(true);
        return scheduler;
    }

    /** Begins to look after a lock that was taken just now. */
    Watched start(LockStore store, String key, long token, Duration exptime, LockOptions options) {
        Watched watched = new Watched(store, key, token, exptime, options);
        watched.schedule(exptime);
        return watched;
    }

    /** A lock that is looked after. */
    final class Watched implements Runnable {

        private final LockStore store;

        private final String key;

        private final long token;

        private final Duration exptime;

        private final LockOptions options;

        private final AtomicBoolean over = new AtomicBoolean();

        private volatile long deadline;

        private volatile long renewAt;

        private volatile @Nullable Future<?> next;

        Watched(LockStore store, String key, long token, Duration exptime, LockOptions options) {
            this.store = store;
            this.key = key;
            this.token = token;
            this.exptime = exptime;
            this.options = options;
            livesFor(exptime);
        }

        /** The lock has this life from now on. */
        void livesFor(Duration life) {
            livesFor(nanoTime.getAsLong(), life);
        }

        private void livesFor(long now, Duration life) {
            long nanos = nanos(life);
            deadline = now + nanos;
            renewAt = now + nanos / 3;
        }

        /** Ends it; whether nobody was told of a loss. */
        boolean stop() {
            boolean untold = over.compareAndSet(false, true);
            Future<?> scheduled = next;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
            return untold;
        }

        private void schedule(Duration life) {
            long delay = Math.min(nanos(life), nanos(options.maxStep()));
            if (options.renewal()) {
                delay = Math.min(delay, Math.max(renewAt - nanoTime.getAsLong(), 0));
            }
            // A nanosecond more: a look at the very end of a life would find it there still.
            next = scheduler.schedule(this, delay + 1, TimeUnit.NANOSECONDS);
            if (over.get()) {
                stop();
            }
        }

        @Override
        public void run() {
            Duration left = look();
            if (left != null) {
                schedule(left);
            } else if (over.compareAndSet(false, true)) {
                tell();
            }
        }

        private void tell() {
            Consumer<LostLock> onLost = options.onLost();
            if (onLost != null) {
                LockWatch.tell(onLost, new LostLock(key, token));
            }
        }

        /** The remaining life, at least a millisecond; null where the lock is lost. */
        private @Nullable Duration look() {
            Duration left;
            try {
                long now = nanoTime.getAsLong();
                if (options.renewal() && now - renewAt >= 0) {
                    // Where it fails it is tried again, but not at once.
                    renewAt = now + Math.min(nanos(options.maxStep()), nanos(exptime) / RENEWAL_TRIES);
                    if (store.expire(key, token, exptime).stored()) {
                        livesFor(now, exptime);
                        return exptime;
                    }
                }
                left = store.remaining(key, token);
                if (left != null) {
                    deadline = now + (left.isZero() ? Long.MAX_VALUE / 2 : nanos(left));
                }
            } catch (RuntimeException e) {
                if (!(e instanceof StoreUnavailableException)) {
                    // The scheduler would drop both the failure and the lock.
                    LOG.error("can't look after the lock with the token {}", token, e);
                }
                long known = deadline - nanoTime.getAsLong();
                left = known > 0 ? Duration.ofNanos(known) : null;
            }
            return left == null ? null : left.isZero() ? options.maxStep() : left;
        }
    }

    static void tell(Consumer<LostLock> onLost, LostLock lost) {
        try {
            onLost.accept(lost);
        } catch (RuntimeException e) {
            LOG.error("onLost failed for a lost lock with the token {}", lost.token(), e);
        }
    }

    /** As nanoseconds, which 292 years at most have; zero is for ever. */
    private static long nanos(Duration duration) {
        return duration.isZero() || duration.getSeconds() >= Long.MAX_VALUE / 2_000_000_000L
                ? Long.MAX_VALUE / 2
                : duration.toNanos();
    }
}
