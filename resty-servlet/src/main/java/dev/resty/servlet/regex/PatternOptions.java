// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * The letters of {@code ngx.re}'s options that change what a pattern means, and E.
 *
 * @param anchored a: a match starts where the search starts
 * @param caseless i
 * @param multiline m
 * @param dotAll s
 * @param extended x: white space and comments in the pattern are ignored
 * @param utf u and U: pattern and subject are UTF-8
 * @param checked not U: that they are UTF-8 is checked
 * @param longest d: of the leftmost matches the longest, and no captures
 * @param duplicateNames D: groups can have the same name
 * @param javaScript J: PCRE's JavaScript compatibility
 * @param dollarEndOnly E: {@code $} without m is only the subject's end
 */
record PatternOptions(
        boolean anchored,
        boolean caseless,
        boolean multiline,
        boolean dotAll,
        boolean extended,
        boolean utf,
        boolean checked,
        boolean longest,
        boolean duplicateNames,
        boolean javaScript,
        boolean dollarEndOnly) {

    private static final String LETTERS = "adijmosuxDEJU";

    static PatternOptions parse(String pattern, String options) {
        int seen = 0;
        for (int i = 0; i < options.length(); i++) {
            char option = options.charAt(i);
            int letter = LETTERS.indexOf(option);
            if (letter < 0) {
                throw new PatternSyntaxException(
                        "unknown flag \"" + option + "\" (flags \"" + options + "\")", pattern, 0);
            }
            seen |= 1 << letter;
        }
        return new PatternOptions(
                has(seen, 'a'),
                has(seen, 'i'),
                has(seen, 'm'),
                has(seen, 's'),
                has(seen, 'x'),
                has(seen, 'u') || has(seen, 'U'),
                !has(seen, 'U'),
                has(seen, 'd'),
                has(seen, 'D'),
                has(seen, 'J'),
                has(seen, 'E'));
    }

    private static boolean has(int seen, char letter) {
        return (seen >>> LETTERS.indexOf(letter) & 1) != 0;
    }
}
