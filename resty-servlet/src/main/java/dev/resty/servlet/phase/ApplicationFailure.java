// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import jakarta.servlet.ServletException;
import java.io.IOException;

/** What the application behind the filter threw: it is the container's, as it would be without us. */
final class ApplicationFailure extends Exception {

    private static final long serialVersionUID = 1L;

    ApplicationFailure(Exception cause) {
        super(cause.getMessage(), cause, false, false);
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
        throw (RuntimeException) cause;
    }
}
