// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.regex.Pattern;

/** LuaJIT's form of the compiler's messages. */
final class CompileErrorText {

    private static final Pattern UNEXPECTED = Pattern.compile("unexpected symbol \\d+ \\((.*)\\)$", Pattern.DOTALL);

    private CompileErrorText() {}

    /** {@code chunk:line: what is wrong}. */
    static String of(String chunkName, String message) {
        int line = message.indexOf(':');
        while (line >= 0 && !(line + 1 < message.length() && LuaNumbers.isDigit(message.charAt(line + 1)))) {
            line = message.indexOf(':', line + 1);
        }
        if (line < 0) {
            return message;
        }
        String text = ChunkName.shortened(chunkName) + message.substring(line).replace("<eos>", "<eof>");
        return UNEXPECTED.matcher(text).replaceFirst("unexpected symbol near '$1'");
    }
}
