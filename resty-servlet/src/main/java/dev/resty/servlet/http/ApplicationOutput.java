// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;

/**
 * The application's output where something filters. It buffers as a container does, so that fields can change until the
 * buffer is full. A {@link WriteListener} is always ready: it is called on a thread of the container that may block,
 * possibly before the servlet that set it has returned.
 */
final class ApplicationOutput extends ServletOutputStream {

    private static final byte[] NOTHING = {};

    private final HttpExchange exchange;
    private final HttpResponse response;
    private byte[] buffer = NOTHING;
    private int bufferSize;
    private int count;
    private boolean ended;

    ApplicationOutput(HttpExchange exchange, HttpResponse response, int bufferSize) {
        this.exchange = exchange;
        this.response = response;
        this.bufferSize = Math.max(1, bufferSize);
    }

    @Override
    public void write(int b) throws IOException {
        if (ended) {
            return;
        }
        if (count == buffer.length) {
            makeRoom(1);
        }
        buffer[count++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (ended) {
            return;
        }
        if (length > bufferSize - count) {
            drain();
            if (length >= bufferSize) {
                response.write(bytes, offset, length);
                return;
            }
        }
        if (length > buffer.length - count) {
            makeRoom(length);
        }
        System.arraycopy(bytes, offset, buffer, count, length);
        count += length;
    }

    private void makeRoom(int length) throws IOException {
        if (count + length > bufferSize) {
            drain();
        }
        int wanted = Math.min(bufferSize, Math.max(count + length, Math.max(512, buffer.length * 2)));
        if (wanted > buffer.length) {
            byte[] grown = new byte[wanted];
            System.arraycopy(buffer, 0, grown, 0, count);
            buffer = grown;
        }
    }

    /** Sends what is buffered through the filters. */
    void drain() throws IOException {
        if (count > 0) {
            int length = count;
            count = 0;
            response.write(buffer, 0, length);
        }
    }

    /** Drops what is buffered. */
    void clear() {
        count = 0;
    }

    /** Drops what the application writes from here on. */
    void end() {
        ended = true;
    }

    boolean isEnded() {
        return ended;
    }

    int bufferSize() {
        return bufferSize;
    }

    void bufferSize(int size) {
        if (count > 0 || response.sent()) {
            throw new IllegalStateException("something has been written");
        }
        bufferSize = Math.max(1, size);
        buffer = NOTHING;
    }

    @Override
    public void flush() throws IOException {
        drain();
        if (!ended) {
            response.flush();
        }
    }

    @Override
    public void close() throws IOException {
        if (!ended) {
            drain();
            ended = true;
            response.finish();
        }
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        exchange.listeners().call(listener::onWritePossible, listener::onError);
    }
}
