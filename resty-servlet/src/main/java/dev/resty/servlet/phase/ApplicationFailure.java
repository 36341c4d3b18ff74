// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.PayloadTooLargeException;
import jakarta.servlet.ServletException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the application behind the filter threw: it is the container's, as it would be without us. */
final class ApplicationFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ApplicationFailure(Throwable cause) {
        super(cause.getMessage(), cause, false, false);
    }

    /** What it comes of where the application has met {@code client_max_body_size}; null else. */
    @Nullable PayloadTooLargeException tooLarge() {
        for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof PayloadTooLargeException tooLarge) {
                return tooLarge;
            }
        }
        return null;
    }

    /** Throws the application's exception as it came. */
    RuntimeException rethrow() throws IOException, ServletException {
        Throwable cause = getCause();
        if (cause instanceof IOException io) {
            throw io;
        }
        if (cause instanceof ServletException servlet) {
            throw servlet;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) cause;
    }
}
