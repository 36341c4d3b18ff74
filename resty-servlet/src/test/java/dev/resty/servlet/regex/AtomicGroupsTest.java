// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which atomic groups and possessive quantifiers are needed. */
class AtomicGroupsTest {

    private static String tree(String pattern) {
        return NodeText.of(
                PatternParser.parse(pattern, PatternOptions.parse(pattern, "")).root());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`(?>abc)d`, `abcd`",
                "`(?>a|b|c)d`, `[a-c]d`",
                "`(?>ab|cd)e`, `{ab|cd}e`",
                "`[a-z]++1`, `[a-z]+1`",
                "`[a-z]*+$`, `[a-z]*<LAST_LINE_END>`",
                "`[a-z]*+\\z`, `[a-z]*<SUBJECT_END>`",
                "`a++b*+`, `a+b*`",
                "`a{2}+a`, `a{2}a`",
                "`(?:ab)++c`, `{ab}+c`",
                "`(?:a++b)+c`, `{a+b}+c`",
                "`(a++)b`, `(1:a+)b`",
                "`(?>a+b?)c`, `a+b?c`",
                "`x(?>a|ab)`, `x{a|ab}`",
                "`x(?>a*?)`, `xa*?`",
                "`\\Ra`, `{\\x0d\\x0a|[\\x0a-\\x0d\\x85]}a`",
                "`a\\R`, `a{\\x0d\\x0a|[\\x0a-\\x0d\\x85]}`",
                "`(?>(?>ab)+)c`, `{ab}+c`",
                "`a++(?:b|c$|\\d+)`, `a+{b|c<LAST_LINE_END>|[0-9]+}`",
            })
    void relax_nothingToComeBackTo_isRegular(String pattern, String expected) {
        assertThat(tree(pattern)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`a++a`, `a++a`",
                "`(?>a|ab)c`, `(>{a|ab})c`",
                "`(?>a*?)b`, `(>a*?)b`",
                "`[a-z]++\\b`, `[a-z]++<WORD_EDGE>`",
                "`\\w++(?:b|$)x`, `[0-9A-Z_a-z]++{b|<LAST_LINE_END>}x`",
                "`\\R\\n`, `(>{\\x0d\\x0a|[\\x0a-\\x0d\\x85]})\\x0a`",
                "`\\R\\s*x`, `(>{\\x0d\\x0a|[\\x0a-\\x0d\\x85]})[\\x09-\\x0d\\x20]*x`",
                "`(?:a|ab)++c`, `{a|ab}++c`",
                "`(?>a?)+b?a`, `(>a?)+b?a`",
                "`(?:(?>a|ab)c)*`, `{(>{a|ab})c}*`",
                "`(?>a?){2}`, `(>a?){2}`",
                "`(?=a)b++b`, `(=a)b++b`",
            })
    void relax_backtrackingWouldMatch_isLeftAlone(String pattern, String expected) {
        assertThat(tree(pattern)).isEqualTo(expected);
    }
}
