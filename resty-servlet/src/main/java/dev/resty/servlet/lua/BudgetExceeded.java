// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

/**
 * Stops a run that held the baton for longer than its budget, or took more instructions or memory. {@code pcall} doesn't catch it; the worker lives on.
 */
public final class BudgetExceeded extends Unwind {

    private static final long serialVersionUID = 1L;

    private final String position;
    private final String traceback;

    BudgetExceeded(String message, String position, String traceback) {
        super(message);
        this.position = position;
        this.traceback = traceback;
    }

    /** Where the code was stopped, {@code chunk:line}; {@code ?} where that isn't Lua code. */
    public String position() {
        return position;
    }

    /** {@code stack traceback:} and its lines. */
    public String traceback() {
        return traceback;
    }
}
