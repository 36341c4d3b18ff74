// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.util.ArrayList;
import java.util.List;

/**
 * A line with those that a backslash at its end joins to it. White space at the beginning of a joined line stays, as in
 * Apache.
 *
 * @param number of its first line, from 1
 * @param text without the backslashes and ends of lines
 */
record LogicalLine(int number, String text) {

    /** Splits a text; lines without anything and comments are left out. */
    static List<LogicalLine> split(String text, RuleSource source) {
        List<LogicalLine> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        int number = 0;
        int first = 1;
        int from = 0;
        while (from <= text.length()) {
            int newline = text.indexOf('\n', from);
            int end = newline < 0 ? text.length() : newline;
            number++;
            String line = text.substring(from, end > from && text.charAt(end - 1) == '\r' ? end - 1 : end);
            from = end + 1;
            if (joined.isEmpty()) {
                first = number;
            } else {
                refuseDirectiveInComment(joined, line, new Place(source, number));
            }
            if (line.endsWith("\\") && newline >= 0) {
                joined.append(line, 0, line.length() - 1);
                if (joined.isEmpty()) {
                    joined.append(' ');
                }
                continue;
            }
            joined.append(line);
            String whole = joined.toString();
            if (!whole.isBlank() && !isComment(whole)) {
                lines.add(new LogicalLine(first, whole));
            }
            joined.setLength(0);
        }
        return lines;
    }

    private static boolean isComment(CharSequence line) {
        for (int i = 0; i < line.length(); i++) {
            if (!Words.isSpace(line.charAt(i))) {
                return line.charAt(i) == '#';
            }
        }
        return false;
    }

    /** Peers disagree whether a comment goes on behind a backslash: no rule must be lost for that. */
    private static void refuseDirectiveInComment(StringBuilder joined, String line, Place place) {
        String stripped = line.stripLeading();
        if (isComment(joined) && stripped.regionMatches(true, 0, "Sec", 0, 3)) {
            throw new SecLangSyntaxException(
                    "the comment above ends in a backslash, so that this line would belong to it: take the backslash"
                            + " away, or put # in front of this line",
                    place);
        }
    }
}
