// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.PayloadTooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;

/** The container's input, up to {@code client_max_body_size}: a chunked body tells its length only while it is read. */
final class LimitedInput extends ServletInputStream {

    private final ServletInputStream in;
    private final long limit;
    private long count;

    LimitedInput(ServletInputStream in, long limit) {
        this.in = in;
        this.limit = limit;
    }

    private void count(int more) throws PayloadTooLargeException {
        count += Math.max(0, more);
        if (count > limit) {
            throw new PayloadTooLargeException(limit);
        }
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? 0 : 1);
        return b;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int n = in.read(into, offset, length);
        count(n);
        return n;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    @Override
    public boolean isFinished() {
        return in.isFinished();
    }

    @Override
    public boolean isReady() {
        return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
        in.setReadListener(listener);
    }
}
