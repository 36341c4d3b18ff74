// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import java.io.IOException;

/**
 * Ends a response that has begun and can't be completed, so that the client sees it cut off rather than short. Logged
 * where it comes from; carries no stack trace.
 */
final class ResponseAborted extends IOException {

    private static final long serialVersionUID = 1L;

    ResponseAborted() {
        super("response aborted after an error in a phase handler; see the error log");
        setStackTrace(new StackTraceElement[0]);
    }
}
