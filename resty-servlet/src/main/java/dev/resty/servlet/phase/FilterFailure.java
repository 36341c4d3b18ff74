// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

/** A filter's error on its way through the code that was writing the response. */
final class FilterFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FilterFailure(Exception cause) {
        super(cause.getMessage(), cause, false, false);
    }
}
