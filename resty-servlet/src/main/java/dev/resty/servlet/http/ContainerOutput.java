// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The way of a response's bytes into the container. While a script holds its worker nothing is written that could block
 * on a slow client: it waits here until the script ends or waits for something, as in nginx, where output never blocks.
 * Of a script's light threads one may write here while others, which wait, bring to the client what waits.
 */
final class ContainerOutput {

    /** What a container takes into its buffer without touching the socket. */
    private static final int NEVER_BLOCKS = 4096;

    private final HttpServletResponse container;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private boolean holding;

    /** Whether a thread is writing to the client, without the lock. */
    private boolean writing;

    private boolean flushDue;
    private boolean closeDue;
    private int unflushed;
    private @Nullable ByteArrayOutputStream waiting;
    private volatile @Nullable IOException failure;

    ContainerOutput(HttpServletResponse container) {
        this.container = container;
    }

    /** Whether a write has failed: the client is gone, and what comes is dropped. */
    boolean failed() {
        return failure != null;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (failure != null) {
            return;
        }
        if (!holding) {
            unflushed += length;
            doing(() -> container.getOutputStream().write(bytes, offset, length));
            return;
        }
        lock.lock();
        try {
            if (writing || waiting != null || unflushed + length > NEVER_BLOCKS) {
                if (waiting == null) {
                    waiting = new ByteArrayOutputStream(Math.max(1024, length));
                }
                waiting.write(bytes, offset, length);
            } else {
                unflushed += length;
                doing(() -> container.getOutputStream().write(bytes, offset, length));
            }
        } finally {
            lock.unlock();
        }
    }

    void flush() throws IOException {
        if (failure != null) {
            return;
        }
        if (!holding) {
            unflushed = 0;
            doing(container::flushBuffer);
            return;
        }
        lock.lock();
        try {
            flushDue = true;
        } finally {
            lock.unlock();
        }
    }

    void close() throws IOException {
        if (failure != null) {
            return;
        }
        if (!holding) {
            doing(() -> container.getOutputStream().close());
            return;
        }
        lock.lock();
        try {
            closeDue = true;
        } finally {
            lock.unlock();
        }
    }

    /** From here on a script holds its worker. */
    void hold() {
        holding = true;
    }

    /** The script has ended: what waits is written. That the client is gone shows in {@link #failed}. */
    void release() {
        drain(true);
        holding = false;
    }

    /**
     * The worker is given up: what waits is written, by the calling thread or one that writes already. That the client
     * is gone shows in {@link #failed}.
     *
     * @param all whether to return only when everything that waited is written
     */
    void drain(boolean all) {
        lock.lock();
        try {
            while (isDue() || all && writing) {
                if (!writing) {
                    drainOnce();
                } else if (all) {
                    written.awaitUninterruptibly();
                } else {
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether something waits to be written. */
    boolean isDrainDue() {
        lock.lock();
        try {
            return isDue();
        } finally {
            lock.unlock();
        }
    }

    private boolean isDue() {
        return failure == null && (waiting != null || flushDue || closeDue);
    }

    /** Called with the lock, which it gives up while it writes. */
    private void drainOnce() {
        ByteArrayOutputStream bytes = waiting;
        boolean flush = flushDue;
        boolean close = closeDue;
        waiting = null;
        flushDue = false;
        closeDue = false;
        unflushed = bytes != null && !flush ? NEVER_BLOCKS : flush ? 0 : unflushed;
        writing = true;
        lock.unlock();
        try {
            if (bytes != null) {
                doing(() -> bytes.writeTo(container.getOutputStream()));
            }
            if (flush) {
                doing(container::flushBuffer);
            }
            if (close) {
                doing(() -> container.getOutputStream().close());
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            lock.lock();
            writing = false;
            written.signalAll();
        }
    }

    /** Forgets what waits: another response begins. */
    void reset() {
        lock.lock();
        try {
            waiting = null;
            flushDue = false;
            closeDue = false;
            unflushed = 0;
        } finally {
            lock.unlock();
        }
    }

    private interface Step {

        void run() throws IOException;
    }

    private void doing(Step step) throws IOException {
        try {
            step.run();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
