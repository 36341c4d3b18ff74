// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;

/**
 * The Lua code of a phase ended with an error. The message is OpenResty's entry in the error log, with Lua's traceback;
 * it is never part of a response.
 */
public final class LuaPhaseException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Phase phase;

    LuaPhaseException(Phase phase, String message, Throwable cause) {
        super(message, cause, false, false);
        this.phase = phase;
    }

    /** The phase that failed. */
    public Phase phase() {
        return phase;
    }
}
