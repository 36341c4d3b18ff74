// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends waits of a worker's light threads when their time has come: has their claims granted in the order of their times,
 * those of the same time in the order in which they were set. As nginx does, it reckons in whole milliseconds from the
 * begin of a turn, so that code which sleeps equally long wakes up in its order. A daemon thread, which lives only while
 * somebody waits and a little longer. Safe for concurrent use.
 */
final class Alarms {

    /** A wait that is to end. */
    static final class Alarm {

        private final Claim claim;
        private final long due;
        private final long sequence;
        private int index = -1;
        private volatile boolean rung;

        private Alarm(Claim claim, long due, long sequence) {
            this.claim = claim;
            this.due = due;
            this.sequence = sequence;
        }

        /** Whether it was the alarm that has ended the wait. */
        boolean rung() {
            return rung;
        }

        private boolean isBefore(Alarm other) {
            return due != other.due ? due - other.due < 0 : sequence < other.sequence;
        }
    }

    private static final int FIRST_SIZE = 16;
    private static final long LINGER_NANOS = 2_000_000_000L;

    private final Baton baton;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** A heap: none is before the one at half its index. */
    private @Nullable Alarm[] heap = new Alarm[FIRST_SIZE];

    private int count;
    private long sequence;
    private @Nullable Thread thread;
    private boolean closed;

    /** The alarms of the worker that has this baton. */
    Alarms(Baton baton) {
        this.baton = baton;
    }

    /**
     * Has a claim granted at a time of {@link System#nanoTime}, unless somebody takes it before.
     *
     * @return the alarm, to be {@linkplain #cancel cancelled} when the wait has ended
     */
    Alarm set(Claim claim, long due) {
        lock.lock();
        try {
            Alarm alarm = new Alarm(claim, due, sequence++);
            if (count == heap.length) {
                heap = Arrays.copyOf(heap, count * 2);
            }
            up(alarm, count++);
            if (thread == null) {
                // The thread that waits may be a request's, whose inheritable values must not outlive it.
                Thread started = new Thread(null, this::work, "resty-alarms", 0, false);
                started.setDaemon(true);
                started.setContextClassLoader(null);
                start(started, alarm);
            } else if (alarm.index == 0) {
                changed.signal();
            }
            return alarm;
        } finally {
            lock.unlock();
        }
    }

    private void start(Thread started, Alarm alarm) {
        try {
            started.start();
            thread = started;
        } catch (OutOfMemoryError noThread) {
            remove(alarm.index);
            throw noThread;
        }
    }

    /** Forgets an alarm, whether it has rung or not. */
    void cancel(Alarm alarm) {
        if (alarm.rung) {
            return;
        }
        lock.lock();
        try {
            if (alarm.index >= 0) {
                remove(alarm.index);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread as soon as nobody waits. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        lock.lock();
        try {
            boolean more = true;
            while (more) {
                try {
                    more = ringFirst();
                } catch (OutOfMemoryError full) {
                    // Whoever filled the heap may end soon; without this thread those that sleep would never wake up.
                    Thread.yield();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            thread = null;
            lock.unlock();
        }
    }

    /** Waits for the first alarm and rings it; false where there is none. */
    private boolean ringFirst() throws InterruptedException {
        Alarm first = heap[0];
        if (first == null) {
            return !closed && (changed.awaitNanos(LINGER_NANOS) > 0 || count > 0);
        }
        long wait = first.due - System.nanoTime();
        if (wait > 0) {
            changed.awaitNanos(wait);
        } else {
            remove(0);
            ring(first);
        }
        return true;
    }

    private void ring(Alarm alarm) {
        alarm.rung = true;
        if (alarm.claim.take()) {
            baton.enqueue(alarm.claim);
        }
    }

    private void remove(int index) {
        Alarm removed = heap[index];
        Alarm last = heap[--count];
        heap[count] = null;
        if (last != null && removed != null && last != removed) {
            if (last.isBefore(removed)) {
                up(last, index);
            } else {
                down(last, index);
            }
        }
        if (removed != null) {
            removed.index = -1;
        }
    }

    private void up(Alarm alarm, int from) {
        int index = from;
        while (index > 0) {
            int above = (index - 1) >>> 1;
            Alarm parent = heap[above];
            if (parent == null || !alarm.isBefore(parent)) {
                break;
            }
            put(parent, index);
            index = above;
        }
        put(alarm, index);
    }

    private void down(Alarm alarm, int from) {
        int index = from;
        while (2 * index + 1 < count) {
            int below = 2 * index + 1;
            Alarm child = heap[below];
            Alarm right = below + 1 < count ? heap[below + 1] : null;
            if (child == null) {
                break;
            }
            if (right != null && right.isBefore(child)) {
                child = right;
                below++;
            }
            if (!child.isBefore(alarm)) {
                break;
            }
            put(child, index);
            index = below;
        }
        put(alarm, index);
    }

    private void put(Alarm alarm, int index) {
        heap[index] = alarm;
        alarm.index = index;
    }
}
