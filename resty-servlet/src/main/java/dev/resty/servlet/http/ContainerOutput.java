// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The way of a response's bytes into the container. While a script holds its worker nothing is written that could block
 * on a slow client: it waits here until the script ends or waits for something, as in nginx, where output never blocks.
 */
final class ContainerOutput {

    /** What a container takes into its buffer without touching the socket. */
    private static final int NEVER_BLOCKS = 4096;

    private final HttpServletResponse container;
    private boolean holding;
    private boolean flushDue;
    private boolean closeDue;
    private int unflushed;
    private @Nullable ByteArrayOutputStream waiting;
    private @Nullable IOException failure;

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
        if (holding && (waiting != null || unflushed + length > NEVER_BLOCKS)) {
            if (waiting == null) {
                waiting = new ByteArrayOutputStream(Math.max(1024, length));
            }
            waiting.write(bytes, offset, length);
            return;
        }
        unflushed += length;
        doing(() -> container.getOutputStream().write(bytes, offset, length));
    }

    void flush() throws IOException {
        if (holding) {
            flushDue = true;
        } else if (failure == null) {
            unflushed = 0;
            doing(container::flushBuffer);
        }
    }

    void close() throws IOException {
        if (holding) {
            closeDue = true;
        } else if (failure == null) {
            doing(() -> container.getOutputStream().close());
        }
    }

    /** From here on a script holds its worker. */
    void hold() {
        holding = true;
    }

    /** The worker is given up: what waits is written. That the client is gone shows in {@link #failed}. */
    void release() {
        holding = false;
        if (waiting == null && !flushDue && !closeDue) {
            return;
        }
        ByteArrayOutputStream bytes = waiting;
        waiting = null;
        try {
            if (bytes != null) {
                unflushed = NEVER_BLOCKS;
                doing(() -> bytes.writeTo(container.getOutputStream()));
            }
            if (flushDue) {
                flushDue = false;
                flush();
            }
            if (closeDue) {
                closeDue = false;
                close();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Forgets what waits: another response begins. */
    void reset() {
        waiting = null;
        flushDue = false;
        closeDue = false;
        unflushed = 0;
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
