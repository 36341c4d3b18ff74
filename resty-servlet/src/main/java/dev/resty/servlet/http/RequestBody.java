// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The request's body: read once from the client, kept in memory or in a temporary file, and replaceable. */
public final class RequestBody {

    RequestBody(HttpExchange exchange) {}

    /**
     * Reads all of it; blocks. Does nothing when it is read already.
     *
     * @throws dev.resty.phase.PayloadTooLargeException over {@code client_max_body_size}
     */
    public void read() throws IOException {
        throw new IllegalStateException();
    }

    /** Whether it has been read, replaced or discarded. */
    public boolean isRead() {
        throw new IllegalStateException();
    }

    /** The bytes; null where there is none, it isn't read, or it is in a file. */
    public byte @Nullable [] data() {
        throw new IllegalStateException();
    }

    /** The file it is in; null where it is in memory or not read. */
    public @Nullable Path file() {
        throw new IllegalStateException();
    }

    /** Reads and drops it. */
    public void discard() throws IOException {
        throw new IllegalStateException();
    }

    /** Replaces it, and {@code Content-Length} with it. */
    public void replace(byte[] bytes) {
        throw new IllegalStateException();
    }

    /** Replaces it by a file's content. */
    public void replace(Path file, boolean deleteAfterwards) throws IOException {
        throw new IllegalStateException();
    }

    /** Begins a new body that {@link #append} and {@link #end} complete. */
    public void begin(int bufferSize) {
        throw new IllegalStateException();
    }

    /** Adds to the body that was begun. */
    public void append(byte[] bytes) throws IOException {
        throw new IllegalStateException();
    }

    /** Ends the body that was begun: it is the request's body now. */
    public void end() throws IOException {
        throw new IllegalStateException();
    }

    /** Removes temporary files; called when the request has ended. */
    public void close() {
        throw new IllegalStateException();
    }
}
