// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ChunkName;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** LuaJIT's form of the compiler's messages. */
final class CompileErrorText {

    private static final Pattern UNEXPECTED = Pattern.compile("unexpected symbol (-?\\d+) \\((.*)\\)$", Pattern.DOTALL);

    /** The compiler's tokens from number 257 on. */
    private static final String[] TOKENS = {
        "and",
        "break",
        "do",
        "else",
        "elseif",
        "end",
        "false",
        "for",
        "function",
        "goto",
        "if",
        "in",
        "local",
        "nil",
        "not",
        "or",
        "repeat",
        "return",
        "then",
        "true",
        "until",
        "while",
        "..",
        "...",
        "==",
        ">=",
        "<=",
        "~=",
        "::",
        "<eof>"
    };

    private static final int FIRST_TOKEN = 257;

    private CompileErrorText() {}

    /** {@code chunk:line: what is wrong}. */
    static String of(String chunkName, String message) {
        // A chunk's name may have colons and digits itself: content_by_lua(nginx.conf:12).
        String name = chunkName.startsWith("=") || chunkName.startsWith("@") ? chunkName.substring(1) : chunkName;
        int line = message.indexOf(':', message.startsWith(name) ? name.length() : 0);
        while (line >= 0 && !(line + 1 < message.length() && LuaNumbers.isDigit(message.charAt(line + 1)))) {
            line = message.indexOf(':', line + 1);
        }
        if (line < 0) {
            return message;
        }
        String text = ChunkName.shortened(chunkName) + message.substring(line).replace("<eos>", "<eof>");
        Matcher unexpected = UNEXPECTED.matcher(text);
        return unexpected.find()
                ? text.substring(0, unexpected.start()) + "unexpected symbol near '" + token(unexpected) + "'"
                : text;
    }

    private static String token(Matcher unexpected) {
        int index = Integer.parseInt(unexpected.group(1)) - FIRST_TOKEN;
        return index >= 0 && index < TOKENS.length ? TOKENS[index] : unexpected.group(2);
    }
}
