// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

/** Source that is no Lua. The message is LuaJIT's, with the chunk's name and line in front; one char a byte. */
public final class LuaSyntaxException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String message;
    private final int line;

    LuaSyntaxException(String message, int line) {
        super(message, null, false, false);
        this.message = message;
        this.line = line;
    }

    /** What is wrong, and where. */
    @Override
    public String getMessage() {
        return message;
    }

    /** The line it is about, from 1. */
    public int line() {
        return line;
    }
}
