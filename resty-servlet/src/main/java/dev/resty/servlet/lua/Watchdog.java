// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks now and then which runs hold their worker's baton, and has those stopped that held it for longer than their
 * budget. One daemon thread for all workers, so that the runs themselves never read a clock; it ends when no worker has
 * a budget.
 */
final class Watchdog implements Runnable {

    private static final long FINEST_NANOS = 1_000_000;
    private static final long COARSEST_NANOS = 100_000_000;
    private static final int LOOKS_PER_BUDGET = 10;

    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Condition CHANGED = LOCK.newCondition();
    private static final List<Watched> WATCHED = new ArrayList<>();
    private static @Nullable Thread thread;

    /** A worker, how often it is looked at, and the run that was seen last. */
    private static final class Watched {

        final WeakReference<Worker> worker;
        final long interval;

        @Nullable LuaRun seen;

        Watched(Worker worker, long interval) {
            this.worker = new WeakReference<>(worker);
            this.interval = interval;
        }

        /** Charges a run for the time between two looks that both found it running; a late look counts as one. */
        void look(Worker watched, long nanos) {
            LuaRun run = watched.current();
            if (run != null && run == seen) {
                run.budgetLeft -= Math.min(nanos, 2 * interval);
                if (run.budgetLeft <= 0) {
                    watched.condemn(run);
                }
            }
            seen = run;
        }
    }

    private Watchdog() {}

    /** Watches a worker whose runs have this budget, until it is forgotten or garbage. */
    static void watch(Worker worker, Duration budget) {
        long interval = Math.max(FINEST_NANOS, Math.min(COARSEST_NANOS, budget.toNanos() / LOOKS_PER_BUDGET));
        LOCK.lock();
        try {
            WATCHED.add(new Watched(worker, interval));
            if (thread == null) {
                Thread started = new Thread(new Watchdog(), "resty-watchdog");
                started.setDaemon(true);
                started.setContextClassLoader(null);
                thread = started;
                started.start();
            }
            CHANGED.signal();
        } finally {
            LOCK.unlock();
        }
    }

    /** Watches a worker no longer. */
    static void forget(Worker worker) {
        LOCK.lock();
        try {
            WATCHED.removeIf(watched -> watched.worker.refersTo(worker));
            CHANGED.signal();
        } finally {
            LOCK.unlock();
        }
    }

    @Override
    public void run() {
        long last = System.nanoTime();
        LOCK.lock();
        try {
            while (!WATCHED.isEmpty()) {
                last = look(last);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread = null;
            LOCK.unlock();
        }
    }

    /** Waits until it is time and looks; when that was. */
    private static long look(long last) throws InterruptedException {
        try {
            CHANGED.awaitNanos(interval());
            long now = System.nanoTime();
            charge(now - last);
            return now;
        } catch (OutOfMemoryError full) {
            // Code that fills the heap is what this thread is there for: it looks again.
            LockSupport.parkNanos(FINEST_NANOS);
            return last;
        }
    }

    private static long interval() {
        long shortest = COARSEST_NANOS;
        for (Watched watched : WATCHED) {
            shortest = Math.min(shortest, watched.interval);
        }
        return shortest;
    }

    private static void charge(long nanos) {
        for (Iterator<Watched> all = WATCHED.iterator(); all.hasNext(); ) {
            Watched watched = all.next();
            Worker worker = watched.worker.get();
            if (worker == null) {
                all.remove();
            } else {
                watched.look(worker, nanos);
            }
        }
    }
}
