// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** A body that has been read already, as the application's input: always ready. */
final class KeptInput extends ServletInputStream {

    private final InputStream body;
    private final IoListeners listeners;
    private @Nullable ReadListener listener;
    private int ahead = -2;

    KeptInput(InputStream body, IoListeners listeners) {
        this.body = body;
        this.listeners = listeners;
    }

    @Override
    public int read() throws IOException {
        if (ahead != -2) {
            int b = ahead;
            ahead = b < 0 ? -1 : -2;
            return b;
        }
        return body.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ahead == -2) {
            return body.read(into, offset, length);
        }
        int b = read();
        if (b < 0) {
            return -1;
        }
        into[offset] = (byte) b;
        return 1 + Math.max(0, body.read(into, offset + 1, length - 1));
    }

    @Override
    public int available() throws IOException {
        return body.available() + (ahead >= 0 ? 1 : 0);
    }

    @Override
    public void close() throws IOException {
        body.close();
    }

    @Override
    public boolean isFinished() {
        try {
            if (ahead == -2) {
                ahead = body.read();
            }
            return ahead < 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public boolean isReady() {
        return !isFinished();
    }

    @Override
    public void setReadListener(ReadListener readListener) {
        if (listener != null) {
            throw new IllegalStateException("a read listener is set already");
        }
        listener = readListener;
        listeners.call(
                () -> {
                    while (!isFinished()) {
                        readListener.onDataAvailable();
                    }
                    readListener.onAllDataRead();
                },
                readListener::onError);
    }
}
