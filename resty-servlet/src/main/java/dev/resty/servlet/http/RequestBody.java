// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import dev.resty.phase.PayloadTooLargeException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The request's body: read once from the client, kept in memory or in a temporary file, and replaceable. */
public final class RequestBody {

    private static final int CHUNK = 8192;

    private final HttpExchange exchange;
    private boolean read;
    private byte @Nullable [] data;
    private @Nullable Path file;
    private boolean deleteFile;
    private @Nullable Spool replacement;
    private @Nullable IOException failure;

    RequestBody(HttpExchange exchange) {
        this.exchange = exchange;
    }

    /**
     * Refuses a body whose announced length is over {@code client_max_body_size}; nginx does so when it has chosen the
     * location.
     *
     * @throws PayloadTooLargeException over the limit
     */
    public void checkLength() throws PayloadTooLargeException {
        long limit = exchange.settings().maxBodySize();
        if (limit > 0 && !read && exchange.request().getContentLengthLong() > limit) {
            throw new PayloadTooLargeException(limit);
        }
    }

    /**
     * Reads all of it; blocks. Does nothing when it is read already. What failed once fails again the same way.
     *
     * @throws PayloadTooLargeException over {@code client_max_body_size}
     * @throws IOException where the client went away or sent something broken
     */
    public void read() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (read) {
            return;
        }
        try {
            checkLength();
            if (mayHaveBody(exchange.request())) {
                receive();
            }
            read = true;
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private void receive() throws IOException {
        HttpServletRequest request = exchange.request();
        long limit = exchange.settings().maxBodySize();
        long announced = request.getContentLengthLong();
        Spool spool = new Spool(exchange.settings().bodyBufferSize(), announced);
        long count = 0;
        try (InputStream in = request.getInputStream()) {
            byte[] chunk = new byte[announced > 0 && announced < CHUNK ? (int) announced + 1 : CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                count += n;
                if (limit > 0 && count > limit) {
                    throw new PayloadTooLargeException(limit);
                }
                spool.write(chunk, 0, n);
            }
            if (announced > 0 && count < announced) {
                throw new IOException("client prematurely closed connection");
            }
        } catch (IOException e) {
            spool.drop();
            throw e;
        }
        take(spool);
    }

    /** Whether the message can have a body at all, without asking the container for its stream. */
    static boolean mayHaveBody(HttpServletRequest request) {
        long length = request.getContentLengthLong();
        if (length >= 0) {
            return length > 0;
        }
        return request.getHeader("Transfer-Encoding") != null
                || !request.getProtocol().startsWith("HTTP/1");
    }

    private void take(Spool spool) throws IOException {
        clear();
        spool.close();
        file = spool.file();
        deleteFile = file != null;
        data = file == null && spool.length() > 0 ? spool.bytes() : null;
    }

    /** Whether it has been read, replaced or discarded. */
    public boolean isRead() {
        return read;
    }

    /** The bytes, not to be changed; null where there is none, it isn't read, or it is in a file. */
    public byte @Nullable [] data() {
        return data;
    }

    /** The file it is in; null where it is in memory or not read. */
    public @Nullable Path file() {
        return file;
    }

    /** How many bytes were read or put in their place; 0 while it isn't read. */
    public long length() {
        try {
            return data != null ? data.length : file != null ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether there is a body, read or still to be read. */
    public boolean isPresent() {
        return read ? data != null || file != null : mayHaveBody(exchange.request());
    }

    /**
     * The bytes from memory or file, from their beginning; empty where there are none or they aren't read.
     *
     * @throws IOException where the file can't be read
     */
    public InputStream stream() throws IOException {
        if (file != null) {
            return Files.newInputStream(file);
        }
        return data == null ? InputStream.nullInputStream() : new ByteArrayInputStream(data);
    }

    /** All bytes, after reading them; empty where there are none. */
    byte[] bytes() throws IOException {
        read();
        if (file != null) {
            return Files.readAllBytes(file);
        }
        return data == null ? new byte[0] : data;
    }

    /**
     * Reads and drops it.
     *
     * @throws IOException where the client went away
     */
    public void discard() throws IOException {
        if (!read && mayHaveBody(exchange.request())) {
            try (InputStream in = exchange.request().getInputStream()) {
                in.transferTo(OutputStream.nullOutputStream());
            }
        }
        clear();
        read = true;
    }

    /** Replaces it, and {@code Content-Length} with it. What the client sent and nobody read is left to the container. */
    public void replace(byte[] bytes) {
        clear();
        data = bytes.length == 0 ? null : bytes;
        replaced(bytes.length);
    }

    /**
     * Replaces it by a file's content.
     *
     * @param deleteAfterwards whether the file is deleted when the request has ended
     * @throws IOException where the file can't be read
     */
    public void replace(Path file, boolean deleteAfterwards) throws IOException {
        long size = Files.size(file);
        clear();
        this.file = file;
        deleteFile = deleteAfterwards;
        replaced(size);
    }

    private void replaced(long length) {
        read = true;
        failure = null;
        exchange.requestHeaders().remove("Transfer-Encoding");
        exchange.requestHeaders().set("Content-Length", Long.toString(length));
    }

    /** Has the body of another request as far as that is read, which must last longer; null for none. */
    void passOn(@Nullable RequestBody other) {
        clear();
        read = true;
        data = other == null ? null : other.data;
        file = other == null ? null : other.file;
        deleteFile = false;
    }

    /**
     * Begins a new body that {@link #append} and {@link #end} complete.
     *
     * @param bufferSize a body larger than this many bytes goes to a temporary file; 0 for the location's own limit
     */
    public void begin(int bufferSize) {
        dropReplacement();
        replacement =
                new Spool(bufferSize > 0 ? bufferSize : exchange.settings().bodyBufferSize(), -1);
    }

    /**
     * Adds to the body that was begun.
     *
     * @throws IOException where the temporary file can't be written
     * @throws IllegalStateException where none was begun
     */
    public void append(byte[] bytes) throws IOException {
        begun().write(bytes, 0, bytes.length);
    }

    /**
     * Ends the body that was begun: it is the request's body now.
     *
     * @throws IllegalStateException where none was begun
     */
    public void end() throws IOException {
        Spool spool = begun();
        replacement = null;
        take(spool);
        replaced(spool.length());
    }

    private Spool begun() {
        if (replacement == null) {
            throw new IllegalStateException("no request body was begun");
        }
        return replacement;
    }

    private void dropReplacement() {
        if (replacement != null) {
            replacement.drop();
            replacement = null;
        }
    }

    /** Removes temporary files; called when the request has ended. */
    public void close() {
        dropReplacement();
        clear();
    }

    private void clear() {
        data = null;
        if (file != null && deleteFile) {
            Spool.delete(file);
        }
        file = null;
    }

    /** Bytes that go to a temporary file when they get too many. */
    private static final class Spool {

        private final long threshold;
        private final ByteArrayOutputStream memory;
        private @Nullable Path file;
        private @Nullable OutputStream out;
        private long length;

        Spool(long threshold, long announced) {
            this.threshold = threshold;
            boolean fits = announced > 0 && announced <= threshold;
            this.memory = new ByteArrayOutputStream(fits ? (int) announced : 512);
        }

        void write(byte[] bytes, int offset, int count) throws IOException {
            length += count;
            if (out == null && length > threshold) {
                file = Files.createTempFile("resty-body-", null);
                out = Files.newOutputStream(file);
                memory.writeTo(out);
                memory.reset();
            }
            if (out != null) {
                out.write(bytes, offset, count);
            } else {
                memory.write(bytes, offset, count);
            }
        }

        long length() {
            return length;
        }

        byte[] bytes() {
            return memory.toByteArray();
        }

        @Nullable Path file() {
            return file;
        }

        void close() throws IOException {
            if (out != null) {
                out.close();
            }
        }

        void drop() {
            try {
                close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                if (file != null) {
                    delete(file);
                }
            }
        }

        static void delete(Path file) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                file.toFile().deleteOnExit();
            }
        }
    }
}
