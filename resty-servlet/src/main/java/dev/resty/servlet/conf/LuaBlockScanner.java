// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

/**
 * Finds the brace that closes a block of Lua code: braces in strings, long brackets and comments don't count. A quote
 * without its partner on the same line is left for the Lua compiler to complain about, as OpenResty does.
 */
final class LuaBlockScanner {

    private final String text;
    private int at;
    private String failure = "";

    /** Starts behind the opening brace. */
    LuaBlockScanner(String text, int start) {
        this.text = text;
        this.at = start;
    }

    /** The index of the closing brace, or -1. */
    int end() {
        int level = 1;
        while (at < text.length()) {
            switch (text.charAt(at)) {
                case '{' -> level++;
                case '}' -> {
                    if (--level == 0) {
                        return at;
                    }
                }
                case '"', '\'' -> skipString(text.charAt(at));
                case '[' -> skipLongBracket();
                case '-' -> skipComment();
                default -> {}
            }
            if (!failure.isEmpty()) {
                return -1;
            }
            at++;
        }
        failure = "unexpected end of file, expecting terminating characters for lua code block";
        return -1;
    }

    /** Why there is no closing brace, in OpenResty's words. */
    String failure() {
        return failure;
    }

    private void skipString(char quote) {
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == quote) {
                at = i;
                return;
            }
            if (c == '\\') {
                i++;
            } else if (c == '\n' || c == '\r') {
                return;
            }
        }
    }

    private void skipComment() {
        if (!text.startsWith("--", at)) {
            return;
        }
        at += 2;
        if (at < text.length() && text.charAt(at) == '[' && skipLongBracket()) {
            return;
        }
        int end = text.indexOf('\n', at);
        at = end < 0 ? text.length() : end;
    }

    private boolean skipLongBracket() {
        int i = at + 1;
        while (i < text.length() && text.charAt(i) == '=') {
            i++;
        }
        if (i >= text.length() || text.charAt(i) != '[') {
            return false;
        }
        String close = "]" + "=".repeat(i - at - 1) + "]";
        int end = text.indexOf(close, i + 1);
        if (end < 0) {
            failure = "Lua code block missing the closing long bracket \"" + close
                    + "\", the inlined Lua code may be too long";
            return true;
        }
        at = end + close.length() - 1;
        return true;
    }
}
