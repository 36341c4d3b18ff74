// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * The letters of {@code ngx.re}'s options that change what a pattern means.
 *
 * @param anchored a: a match starts where the search starts
 * @param caseless i
 * @param multiline m
 * @param dotAll s
 * @param extended x: white space and comments in the pattern are ignored
 * @param utf u and U: pattern and subject are UTF-8
 */
record PatternOptions(
        boolean anchored, boolean caseless, boolean multiline, boolean dotAll, boolean extended, boolean utf) {

    static PatternOptions parse(String pattern, String options) {
        for (int i = 0; i < options.length(); i++) {
            char option = options.charAt(i);
            if ("dDJ".indexOf(option) >= 0) {
                throw new PatternSyntaxException("option \"" + option + "\" is not supported", pattern, 0);
            }
            if ("aijmosuUx".indexOf(option) < 0) {
                throw new PatternSyntaxException(
                        "unknown flag \"" + option + "\" (flags \"" + options + "\")", pattern, 0);
            }
        }
        return new PatternOptions(
                options.indexOf('a') >= 0,
                options.indexOf('i') >= 0,
                options.indexOf('m') >= 0,
                options.indexOf('s') >= 0,
                options.indexOf('x') >= 0,
                options.indexOf('u') >= 0 || options.indexOf('U') >= 0);
    }

    int javaFlags() {
        int flags = java.util.regex.Pattern.UNIX_LINES;
        if (caseless) {
            flags |= java.util.regex.Pattern.CASE_INSENSITIVE;
        }
        if (multiline) {
            flags |= java.util.regex.Pattern.MULTILINE;
        }
        if (dotAll) {
            flags |= java.util.regex.Pattern.DOTALL;
        }
        if (utf) {
            flags |= java.util.regex.Pattern.UNICODE_CASE;
        }
        return flags;
    }
}
