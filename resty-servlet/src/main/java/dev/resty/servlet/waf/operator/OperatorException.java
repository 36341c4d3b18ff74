// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

/** An evaluation that was given up: neither a match nor none. */
public final class OperatorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Says why. */
    public OperatorException(String message) {
        super(message, null, false, false);
    }
}
