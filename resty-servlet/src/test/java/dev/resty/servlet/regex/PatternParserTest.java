// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Patterns as trees over bytes. */
class PatternParserTest {

    private static String tree(String pattern, String options) {
        return NodeText.of(PatternParser.parse(pattern, PatternOptions.parse(pattern, options))
                .root());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`abc`, ``, `abc`",
                "`a|b|cd|(e)`, ``, `{[ab]|cd|(1:e)}`",
                "`(?i)ab(?-i)c`, ``, `[Aa][Bb]c`",
                "`a b # c`, `x`, `ab`",
                "`(?:a{2,3}){4}`, ``, `{a{2,3}}{4}`",
                "`a++b*+`, ``, `a++b*+`",
                "`[[:alpha:]\\d_-]`, ``, `[\\-0-9A-Z_a-z]`",
                "`\\Qa.b\\E+`, ``, `a\\.b+`",
                "`(?|(a)|(b)(c))(d)`, ``, `{(1:a)|(1:b)(2:c)}(3:d)`",
                "`(?(DEFINE)(?<n>x))(?&n)`, ``, `(<never>?(1:x):<>)<call 1>`",
                "`(?<n>a)\\g{n}\\g1\\g{-1}(?P=n)(?P>n)\\g<n>`, ``, `(1:a)<same as 1><same as 1><same as 1><same as 1><call 1><call 1>`",
            })
    void parse_syntax_givesTheTreeThatPcreMeans(String pattern, String options, String expected) {
        assertThat(tree(pattern, options)).isEqualTo(expected);
    }
}
