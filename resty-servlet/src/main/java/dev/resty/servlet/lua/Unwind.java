// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

/**
 * Leaves Lua altogether: what is thrown passes {@code pcall}, {@code xpcall} and coroutines, which catch Lua errors
 * only. Carries no stack trace.
 */
public abstract class Unwind extends Error {

    private static final long serialVersionUID = 1L;

    /**
     * For the log only.
     *
     * @param message why Lua is left
     */
    protected Unwind(String message) {
        super(message, null, false, false);
    }
}
