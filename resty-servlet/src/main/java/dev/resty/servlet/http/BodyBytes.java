// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A response body's bytes on their way from the filters to the container: kept back while the header fields may still
 * change, cut at the length that was announced, and counted.
 */
final class BodyBytes {

    private static final int SMALLEST = 512;

    /** Digits of a number that certainly fits a long. */
    private static final int MOST_DIGITS = 18;

    private final ContainerOutput output;
    private @Nullable ByteArrayOutputStream held;
    private long sent;
    private long announced = -1;

    BodyBytes(ContainerOutput output) {
        this.output = output;
    }

    /** Takes in what the header's {@code Content-Length} says; null where there is none. */
    void announce(@Nullable String contentLength) {
        announced = length(contentLength);
    }

    /** A {@code Content-Length}; -1 where it is none. */
    static long length(@Nullable String text) {
        boolean valid = text != null
                && !text.isEmpty()
                && text.length() <= MOST_DIGITS
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return valid ? Long.parseLong(text) : -1;
    }

    /** How many bytes are kept back. */
    int held() {
        return held == null ? 0 : held.size();
    }

    /** Keeps bytes back. */
    void hold(byte[] bytes) {
        if (held == null) {
            held = new ByteArrayOutputStream(Math.max(SMALLEST, bytes.length));
        }
        held.write(bytes, 0, bytes.length);
    }

    /** Lets go of what was kept back. */
    void releaseHeld() throws IOException {
        if (held != null) {
            byte[] bytes = held.toByteArray();
            held = null;
            emit(bytes, 0, bytes.length);
        }
    }

    /** Hands bytes to the container: a client reads no more than was announced, and a container refuses to send it. */
    void emit(byte[] bytes, int offset, int length) throws IOException {
        int wanted = announced < 0 ? length : (int) Math.min(length, announced - sent);
        if (wanted > 0 && !output.failed()) {
            output.write(bytes, offset, wanted);
            sent += wanted;
        }
    }

    /** How many bytes the container was handed. */
    long sent() {
        return sent;
    }

    /** Forgets it all: another body begins. */
    void reset() {
        held = null;
        sent = 0;
        announced = -1;
    }
}
