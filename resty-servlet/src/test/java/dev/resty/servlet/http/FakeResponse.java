// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.Headers;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A response without a socket: keeps what was written, commits when flushed, closed or over its buffer size. */
public final class FakeResponse extends HttpServletResponseWrapper {

    private static final int BUFFER_SIZE = 8192;

    private final Headers fields = new Headers();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Stream stream = new Stream();
    private int status = 200;
    private int errorSent;
    private int flushes;
    private boolean committed;
    private boolean closed;
    private long failAfter = Long.MAX_VALUE;

    /** An empty response. */
    public FakeResponse() {
        super((HttpServletResponse) Proxy.newProxyInstance(
                FakeResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, called, args) -> {
                    throw new UnsupportedOperationException(called.getName());
                }));
    }

    /** Makes writing fail as if the client were gone, once so many bytes are written. */
    public FakeResponse failAfter(long bytes) {
        failAfter = bytes;
        return this;
    }

    /** The body as written so far. */
    public byte[] body() {
        return body.toByteArray();
    }

    /** The body as written so far, an ISO-8859-1 view. */
    public String text() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    /** The header fields as set. */
    public Headers fields() {
        return fields;
    }

    /** The status that {@code sendError} was called with; 0 where it wasn't. */
    public int errorSent() {
        return errorSent;
    }

    /** How often it was flushed. */
    public int flushes() {
        return flushes;
    }

    /** Whether its stream was closed. */
    public boolean closed() {
        return closed;
    }

    @Override
    public int getStatus() {
        return status;
    }

    @Override
    public void setStatus(int status) {
        if (!committed) {
            this.status = status;
        }
    }

    @Override
    public void sendError(int status) {
        sendError(status, null);
    }

    @Override
    public void sendError(int status, @Nullable String message) {
        if (committed) {
            throw new IllegalStateException("committed");
        }
        this.status = status;
        errorSent = status;
        body.reset();
    }

    @Override
    public void setHeader(String name, String value) {
        if (!committed) {
            fields.set(name, value);
        }
    }

    @Override
    public void addHeader(String name, String value) {
        if (!committed) {
            fields.add(name, value);
        }
    }

    @Override
    public boolean containsHeader(String name) {
        return fields.contains(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return fields.get(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return fields.getAll(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>();
        fields.forEach((name, value) -> names.add(name));
        return names;
    }

    @Override
    public void setContentType(@Nullable String type) {
        if (type == null) {
            fields.remove("Content-Type");
        } else {
            setHeader("Content-Type", type);
        }
    }

    @Override
    public @Nullable String getContentType() {
        return fields.get("Content-Type");
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        setHeader("Content-Length", Long.toString(length));
    }

    @Override
    public @Nullable String getCharacterEncoding() {
        return "ISO-8859-1";
    }

    @Override
    public Locale getLocale() {
        return Locale.ROOT;
    }

    @Override
    public int getBufferSize() {
        return BUFFER_SIZE;
    }

    @Override
    public boolean isCommitted() {
        return committed;
    }

    @Override
    public void flushBuffer() throws IOException {
        stream.flush();
    }

    @Override
    public void reset() {
        resetBuffer();
        fields.clear();
        status = 200;
    }

    @Override
    public void resetBuffer() {
        if (committed) {
            throw new IllegalStateException("committed");
        }
        body.reset();
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return stream;
    }

    @Override
    public PrintWriter getWriter() {
        return new PrintWriter(stream, false, StandardCharsets.ISO_8859_1);
    }

    private final class Stream extends ServletOutputStream {

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (closed) {
                return;
            }
            if (body.size() + (long) length > failAfter) {
                throw new IOException("Broken pipe");
            }
            body.write(bytes, offset, length);
            committed |= body.size() > BUFFER_SIZE;
        }

        @Override
        public void flush() throws IOException {
            if (body.size() > failAfter) {
                throw new IOException("Broken pipe");
            }
            committed = true;
            flushes++;
        }

        @Override
        public void close() {
            committed = true;
            closed = true;
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
