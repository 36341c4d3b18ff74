// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

/** How Lua shows the name of a chunk in messages: {@code =name} and {@code @file} without their sign, text quoted. */
public final class SourceName {

    private static final int LONGEST = 59;

    /** Room for the text of a chunk between {@code [string "} and {@code ..."]}. */
    private static final int LONGEST_TEXT = 45;

    private static final int LONGEST_WHOLE_TEXT = 48;

    private SourceName() {}

    /** The form shown in messages; one char a byte, as the name. What follows a zero byte is not shown. */
    public static String shown(String chunkName) {
        int zero = chunkName.indexOf('\0');
        String name = zero < 0 ? chunkName : chunkName.substring(0, zero);
        if (name.startsWith("=")) {
            return name.substring(1, Math.min(name.length(), LONGEST + 1));
        }
        if (name.startsWith("@")) {
            return name.length() - 1 <= LONGEST
                    ? name.substring(1)
                    : "..." + name.substring(name.length() - LONGEST + 3);
        }
        int end = 0;
        while (end < name.length() && end < LONGEST_WHOLE_TEXT && name.charAt(end) >= ' ') {
            end++;
        }
        boolean whole = end == name.length();
        return "[string \"" + (whole ? name : name.substring(0, Math.min(end, LONGEST_TEXT)) + "...") + "\"]";
    }
}
