// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import java.io.IOException;

/**
 * Tells the code that was writing a response, script or application, that a filter has failed or wants another response:
 * to it that is a client it can't write to. What answers instead is the pipeline's business.
 */
final class FilterFailure extends IOException {

    private static final long serialVersionUID = 1L;

    FilterFailure() {
        super("a response filter has failed; see the error log");
        setStackTrace(new StackTraceElement[0]);
    }
}
