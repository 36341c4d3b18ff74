// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/** How Lua shows the name of a chunk in messages: {@code =name} and {@code @file} without their sign, text quoted. */
public final class ChunkName {

    private static final int LONGEST = 59;

    private ChunkName() {}

    /** The form shown in messages. */
    public static String shortened(@Nullable LuaString source) {
        return source == null ? "?" : shortened(LuaText.view(source));
    }

    /** The form shown in messages. */
    public static String shortened(String source) {
        if (source.startsWith("=")) {
            return source.length() - 1 <= LONGEST ? source.substring(1) : source.substring(1, LONGEST + 1);
        }
        if (source.startsWith("@")) {
            String file = source.substring(1);
            return file.length() <= LONGEST ? file : "..." + file.substring(file.length() - (LONGEST - 3));
        }
        int newline = indexOfNewline(source);
        int room = LONGEST - "[string \"...\"]".length();
        String line = newline < 0 ? source : source.substring(0, newline);
        boolean cut = newline >= 0 || line.length() > room + 3;
        return "[string \"" + (cut ? line.substring(0, Math.min(line.length(), room)) + "..." : line) + "\"]";
    }

    private static int indexOfNewline(String source) {
        for (int i = 0; i < source.length(); i++) {
            if (source.charAt(i) == '\n' || source.charAt(i) == '\r') {
                return i;
            }
        }
        return -1;
    }

    /** The bytes of a source text. */
    public static byte[] bytes(String source) {
        return source.getBytes(StandardCharsets.ISO_8859_1);
    }
}
