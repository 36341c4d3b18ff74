// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A response without a socket: keeps its fields, copies its body into a buffer that its owner uses again. */
final class MemoryResponse extends HttpServletResponseWrapper {

    private static final HttpServletResponse NOTHING_ELSE = (HttpServletResponse) Proxy.newProxyInstance(
            MemoryResponse.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, called, args) -> {
                throw new UnsupportedOperationException(called.getName());
            });
    private static final int BUFFER_SIZE = 8192;

    private final List<String> fields = new ArrayList<>();
    private final byte[] buffer;
    private int status = SC_OK;
    private long written;

    /** A response that copies what is written into a buffer, from its start again where that is full. */
    MemoryResponse(byte[] buffer) {
        super(NOTHING_ELSE);
        this.buffer = buffer;
    }

    /** How many bytes of body were written. */
    long written() {
        return written;
    }

    @Override
    public void setStatus(int code) {
        status = code;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void sendError(int code) {
        status = code;
    }

    @Override
    public void sendError(int code, @Nullable String message) {
        status = code;
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                fields.remove(i);
                fields.remove(i);
                break;
            }
        }
        if (value != null) {
            addHeader(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        fields.add(name);
        fields.add(value);
    }

    @Override
    public boolean containsHeader(String name) {
        return getHeader(name) != null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        for (int i = 0; i < fields.size(); i += 2) {
            if (fields.get(i).equalsIgnoreCase(name)) {
                return fields.get(i + 1);
            }
        }
        return null;
    }

    @Override
    public Collection<String> getHeaders(String name) {
        String value = getHeader(name);
        return value == null ? List.of() : List.of(value);
    }

    @Override
    public Collection<String> getHeaderNames() {
        Collection<String> names = new LinkedHashSet<>();
        for (int i = 0; i < fields.size(); i += 2) {
            names.add(fields.get(i));
        }
        return names;
    }

    @Override
    public void setContentType(@Nullable String type) {
        setHeader("Content-Type", type);
    }

    @Override
    public @Nullable String getContentType() {
        return getHeader("Content-Type");
    }

    @Override
    public void setContentLength(int length) {
        setHeader("Content-Length", Integer.toString(length));
    }

    @Override
    public void setContentLengthLong(long length) {
        setHeader("Content-Length", Long.toString(length));
    }

    @Override
    public void setCharacterEncoding(@Nullable String charset) {
        // The body is bytes.
    }

    @Override
    public String getCharacterEncoding() {
        return "ISO-8859-1";
    }

    @Override
    public int getBufferSize() {
        return BUFFER_SIZE;
    }

    @Override
    public boolean isCommitted() {
        return written > BUFFER_SIZE;
    }

    @Override
    public void reset() {
        fields.clear();
        written = 0;
        status = SC_OK;
    }

    @Override
    public void flushBuffer() {
        // There is no client to push to.
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return new Body();
    }

    private final class Body extends ServletOutputStream {

        @Override
        public void write(int b) {
            buffer[(int) (written++ % buffer.length)] = (byte) b;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            for (int done = 0; done < length; ) {
                int at = (int) ((written + done) % buffer.length);
                int part = Math.min(length - done, buffer.length - at);
                System.arraycopy(bytes, offset + done, buffer, at, part);
                done += part;
            }
            written += length;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException("setWriteListener");
        }
    }
}
