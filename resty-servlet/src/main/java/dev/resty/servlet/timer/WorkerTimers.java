// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.timer;

import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one worker. A daemon thread, which lives only while timers wait, gives those that are due to an
 * executor; there the callback takes the worker's baton and begins. A timer counts as pending until its callback has
 * begun and as running until it has ended. Safe for concurrent use.
 */
public final class WorkerTimers {

    /** What a timer does when it is due. */
    @FunctionalInterface
    public interface Callback {

        /** Called on a thread of the executor; calls {@link Firing#begin} once it has the worker. */
        void fire(Firing firing);
    }

    /** A timer that is due. */
    public final class Firing {

        private final Timer timer;
        private final boolean premature;
        private boolean counted;
        private boolean begun;

        private Firing(Timer timer, boolean premature) {
            this.timer = timer;
            this.premature = premature;
        }

        /** Whether it fires before its time because the worker exits. */
        public boolean premature() {
            return premature;
        }

        /**
         * Counts the callback as running, and sets a recurring timer again.
         *
         * @return false where so many run that the callback must not
         */
        public boolean begin() {
            counted = true;
            begun = WorkerTimers.this.begin(timer);
            return begun;
        }
    }

    private record Timer(long due, long sequence, long everyNanos, Callback callback) {}

    private static final Comparator<Timer> BY_TIME =
            Comparator.comparingLong(Timer::due).thenComparingLong(Timer::sequence);

    private final Ticker ticker;
    private final int maxPending;
    private final int maxRunning;
    private final Executor executor;
    private final Consumer<String> alert;
    private final long origin;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Timer> waiting = new PriorityQueue<>(BY_TIME);
    private @Nullable Thread thread;
    private long sequence;
    private int pending;
    private int running;
    private boolean exiting;
    private @Nullable Runnable whenIdle;

    /**
     * No timers yet.
     *
     * @param maxPending {@code lua_max_pending_timers}
     * @param maxRunning {@code lua_max_running_timers}
     * @param executor where callbacks run
     * @param alert what the error log gets at its level alert
     */
    public WorkerTimers(Ticker ticker, int maxPending, int maxRunning, Executor executor, Consumer<String> alert) {
        this.ticker = ticker;
        this.maxPending = maxPending;
        this.maxRunning = maxRunning;
        this.executor = executor;
        this.alert = alert;
        this.origin = ticker.nanoTime();
    }

    /**
     * Sets a timer that fires once; a delay that isn't positive makes it due at once.
     *
     * @return null, or {@code "process exiting"} or {@code "too many pending timers"} where it wasn't set
     */
    public @Nullable String at(Duration delay, Callback callback) {
        return add(delay, false, callback);
    }

    /** Sets a timer that fires again and again, whether or not its last callback has ended; results as {@link #at}. */
    public @Nullable String every(Duration delay, Callback callback) {
        return add(delay, true, callback);
    }

    private @Nullable String add(Duration delay, boolean recurring, Callback callback) {
        long nanos = Math.max(0, delay.toNanos());
        lock.lock();
        try {
            if (exiting && nanos > 0) {
                return "process exiting";
            }
            if (pending >= maxPending) {
                return "too many pending timers";
            }
            pending++;
            put(new Timer(now() + nanos, sequence++, recurring ? nanos : 0, callback));
        } finally {
            lock.unlock();
        }
        return null;
    }

    private void put(Timer timer) {
        if (exiting) {
            execute(new Firing(timer, true));
            return;
        }
        waiting.add(timer);
        if (thread == null) {
            // The thread that sets a timer may be a request's, whose inheritable values must not outlive it.
            Thread started = new Thread(null, this::work, "resty-timers", 0, false);
            started.setDaemon(true);
            start(started, timer);
        } else if (waiting.peek() == timer) {
            changed.signal();
        }
    }

    private void start(Thread started, Timer timer) {
        try {
            started.start();
            thread = started;
        } catch (OutOfMemoryError noThread) {
            waiting.remove(timer);
            pending--;
            throw noThread;
        }
    }

    private long now() {
        return ticker.nanoTime() - origin;
    }

    private void work() {
        boolean more = true;
        while (more) {
            try {
                fireDue();
                more = awaitNext();
            } catch (OutOfMemoryError full) {
                // Whoever filled the heap may end soon; without this thread no timer would ever fire again.
                Thread.yield();
            }
        }
    }

    /** Waits until a timer may be due; false where none waits and this thread is to end. */
    private boolean awaitNext() {
        lock.lock();
        try {
            Timer next = waiting.peek();
            if (next == null) {
                thread = null;
                return false;
            }
            long wait = next.due() - now();
            if (wait > 0) {
                changed.awaitNanos(wait);
            }
            return true;
        } catch (InterruptedException e) {
            thread = null;
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives timers that are due to the executor. The timers' thread does so by itself; tests that advance a ticker call it. */
    public void fireDue() {
        long now = now();
        long set = set();
        for (Firing firing = nextDue(now, set); firing != null; firing = nextDue(now, set)) {
            execute(firing);
        }
    }

    /** How many timers were set so far. */
    private long set() {
        lock.lock();
        try {
            return sequence;
        } finally {
            lock.unlock();
        }
    }

    /** Takes the first timer of those set before, if it is due; it still waits where memory is out. */
    private @Nullable Firing nextDue(long now, long set) {
        lock.lock();
        try {
            Timer first = waiting.peek();
            if (first == null || first.due() > now || first.sequence() >= set) {
                return null;
            }
            Firing firing = new Firing(first, false);
            waiting.poll();
            return firing;
        } finally {
            lock.unlock();
        }
    }

    private void execute(Firing firing) {
        try {
            executor.execute(() -> {
                try {
                    firing.timer.callback().fire(firing);
                } finally {
                    end(firing);
                }
            });
        } catch (RuntimeException | OutOfMemoryError noThread) {
            end(firing);
            alert.accept("no thread for a timer: " + noThread);
        }
    }

    private boolean begin(Timer timer) {
        lock.lock();
        try {
            pending--;
            if (timer.everyNanos() > 0 && !exiting) {
                pending++;
                put(new Timer(now() + timer.everyNanos(), sequence++, timer.everyNanos(), timer.callback()));
            }
            if (running < maxRunning) {
                running++;
                return true;
            }
        } finally {
            lock.unlock();
        }
        alert.accept(maxRunning + " lua_max_running_timers are not enough");
        return false;
    }

    private void end(Firing firing) {
        Runnable idle = null;
        lock.lock();
        try {
            if (firing.begun) {
                running--;
            } else if (!firing.counted) {
                pending--;
            }
            changed.signalAll();
            if (isIdle()) {
                idle = whenIdle;
                whenIdle = null;
            }
        } finally {
            lock.unlock();
        }
        if (idle != null) {
            idle.run();
        }
    }

    private boolean isIdle() {
        return pending == 0 && running == 0;
    }

    /** Calls once when no timer is pending or running: at once, or on the thread of the last timer's callback. */
    public void whenIdle(Runnable then) {
        lock.lock();
        try {
            if (!isIdle()) {
                whenIdle = then;
                return;
            }
        } finally {
            lock.unlock();
        }
        then.run();
    }

    /** {@code ngx.timer.pending_count()}. */
    public int pendingCount() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /** {@code ngx.timer.running_count()}. */
    public int runningCount() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #exit} was called: {@code ngx.worker.exiting()}. */
    public boolean exiting() {
        lock.lock();
        try {
            return exiting;
        } finally {
            lock.unlock();
        }
    }

    /** Fires all waiting timers prematurely; from now on only timers without delay can be set. */
    public void exit() {
        List<Timer> left = new ArrayList<>();
        lock.lock();
        try {
            exiting = true;
            while (!waiting.isEmpty()) {
                left.add(waiting.poll());
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        left.forEach(timer -> execute(new Firing(timer, true)));
    }

    /**
     * Waits until no timer is pending or running, by the machine's clock.
     *
     * @return false where the time was over before
     */
    public boolean awaitIdle(Duration timeout) throws InterruptedException {
        long nanos = timeout.toNanos();
        lock.lock();
        try {
            while (!isIdle()) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
