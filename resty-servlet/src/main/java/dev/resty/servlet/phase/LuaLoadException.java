// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

/** Lua code that can't be loaded. The message is OpenResty's entry in the error log. */
public final class LuaLoadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;

    LuaLoadException(String message, int status) {
        super(message, null, false, false);
        this.status = status;
    }

    /** What the request is answered with: 404 for a file that isn't there, else 500. */
    int status() {
        return status;
    }
}
