// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Patterns as trees over bytes. */
class PatternParserTest {

    private static ParsedPattern parse(String pattern, String options) {
        return PatternParser.parse(pattern, PatternOptions.parse(pattern, options));
    }

    private static String tree(String pattern, String options) {
        return NodeText.of(parse(pattern, options).root());
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`abc`, ``, `abc`",
                "``, ``, `<>`",
                "`a||b`, ``, `{a|<>|b}`",
                "`a|b|cd|(e)`, ``, `{[ab]|cd|(1:e)}`",
                "`(?:a|b)(?:)c`, ``, `[ab]c`",
                "`(?i)ab(?-i)c`, ``, `[Aa][Bb]c`",
                "`(a(?i)b|c)D`, ``, `(1:{a[Bb]|[Cc]})D`",
                "`(?i:a)b(?i-i:c)`, ``, `[Aa]bc`",
                "`(?x) a b # c\n d`, ``, `abd`",
                "`a b # c`, `x`, `ab`",
                "`a + +`, `x`, `a+`",
                "`[a b]\\ `, `x`, `[\\x20ab]\\x20`",
                "`(?:a{2,3}){4}`, ``, `{a{2,3}}{4}`",
                "`a{,3}x{`, ``, `a\\{,3\\}x\\{`",
                "`a{1}b{0}c{0,}`, ``, `ac*`",
                "`a*?b+?c??d{2,}?`, ``, `a*?b+?c??d{2,}?`",
                "`(?U)a*b*?`, ``, `a*?b*`",
                "`(a){0}`, ``, `(1:a){0}`",
                "`(?=a)*(?=b)+(?!)c`, ``, `(=a)?(=b)[]c`",
                "`^$`, ``, `<SUBJECT_START><LAST_LINE_END>`",
                "`^$`, `E`, `<SUBJECT_START><SUBJECT_END>`",
                "`a$`, `Em`, `a<LINE_END>`",
                "`^$`, `m`, `<LINE_START><LINE_END>`",
                "`\\A\\z\\Z\\G\\b\\B`, ``, `<SUBJECT_START><SUBJECT_END><LAST_LINE_END><SEARCH_START><WORD_EDGE><NO_WORD_EDGE>`",
                "`a`, `a`, `<SEARCH_START>a`",
                "`.\\N`, ``, `[^\\x0a][^\\x0a]`",
                "`.\\N`, `s`, `.[^\\x0a]`",
                "`a\\Kb`, ``, `a<K>b`",
            })
    void parse_structure_givesTheTreeThatPcreMeans(String pattern, String options, String expected) {
        assertThat(tree(pattern, options)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`[[:alpha:]\\d_-]`, ``, `[\\-0-9A-Z_a-z]`",
                "`[]a]`, ``, `[\\]a]`",
                "`[^]a]`, ``, `[^\\]a]`",
                "`[\\]\\\\b-]`, ``, `[\\-\\\\\\]b]`",
                "`[a-\\Qc\\E]`, ``, `[a-c]`",
                "`[\\E^a]`, ``, `[^a]`",
                "`[\\b\\R\\B]`, ``, `[\\x08BR]`",
                "`[a-c-e]`, ``, `[\\-a-ce]`",
                "`[\\d-z]`, ``, `[\\-0-9z]`",
                "`[[a]`, ``, `[\\[a]`",
                "`[[:upper:]]`, `i`, `[A-Za-z]`",
                "`[[:^space:]]`, ``, `[^\\x09-\\x0d\\x20]`",
                "`[W-c]`, `i`, `[A-CW-cw-z]`",
                "`[^k]`, `i`, `[^Kk]`",
                "`\\h\\v`, ``, `[\\x09\\x20\\xa0][\\x0a-\\x0d\\x85]`",
                "`\\D\\W\\S`, ``, `[^0-9][^0-9A-Z_a-z][^\\x09-\\x0d\\x20]`",
                "`\\p{Lu}\\P{^Nd}`, ``, `[A-Z\\xc0-\\xd6\\xd8-\\xde][0-9]`",
                "`[[:word:]]`, `u`, `[0-9A-Z_a-z]`",
                "`[^b]`, `u`, `{[\\x00-ac-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf][\\x80-\\xbf]|[\\xf0-\\xf7][\\x80-\\xbf][\\x80-\\xbf][\\x80-\\xbf]}`",
                "`[\\x{3b1}-\\x{3b3}]`, `u`, `\\xce[\\xb1-\\xb3]`",
                "`[\\x{3c3}]`, `iu`, `{\\xce\\xa3|\\xcf[\\x82\\x83]}`",
                "`k`, `iu`, `{[Kk]|\\xe2\\x84\\xaa}`",
                "`(*UCP)\\d`, ``, `[0-9]`",
            })
    void parse_sets_areResolved(String pattern, String options, String expected) {
        assertThat(tree(pattern, options)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\\a\\e\\f\\n\\r\\t`, ``, `\\x07\\x1b\\x0c\\x0a\\x0d\\x09`",
                "`\\x41\\x{42}\\103\\o{104}\\0\\x`, ``, `ABCD\\x00\\x00`",
                "`\\cA\\c[\\cz`, ``, `\\x01\\x1b\\x1a`",
                "`\\8\\y\\-`, ``, `8y\\-`",
                "`(a)\\1\\10\\81`, ``, `(1:a)<same as 1>\\x0881`",
                "`\\Qa.b\\E+`, ``, `a\\.b+`",
                "`\\Qa.`, ``, `a\\.`",
                "`a(?#c)+`, ``, `a+`",
                "`\\x{20ac}`, `u`, `\\xe2\\x82\\xac`",
                "`\\U\\u0041\\u\\x4\\x41`, `J`, `UAux4A`",
                "`(a)\\1`, `J`, `(1:a)(<took 1>?<same as 1>:<>)`",
            })
    void parse_escapes_areCharactersOrReferences(String pattern, String options, String expected) {
        assertThat(tree(pattern, options)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`(?|(a)|(b)(c))(d)`, ``, `{(1:a)|(1:b)(2:c)}(3:d)`",
                "`(?(DEFINE)(?<n>x))(?&n)`, ``, `(<never>?(1:x):<>)<call 1>`",
                "`(?<n>a)\\g{n}\\g1\\g{-1}(?P=n)(?P>n)\\g<n>`, ``, `(1:a)<same as 1><same as 1><same as 1><same as 1><call 1><call 1>`",
                "`(?&n)(?P<n>a)\\k'n'\\k{n}`, ``, `<call 1>(1:a)<same as 1><same as 1>`",
                "`(?+1)(a)(?-1)(?1)\\g'0'`, ``, `<call 1>(1:a)<call 1><call 1><call 0>`",
                "`a(?R)?`, ``, `a<call 0>?`",
                "`(?<n>a)|(?<n>b)\\k<n>`, `D`, `{(1:a)|(2:b)<same as 1,2>}`",
                "`(?J)(?<n>a)(?'n'b)(?(n)c)`, ``, `(1:a)(2:b)(<took 1,2>?c:<>)`",
                "`(?(1)a|b)(c)(?(R)d)(?(R1)e)(?(?=f)g|h)`, ``, `(<took 1>?a:b)(1:c)(<in -1>?d:<>)(<in 1>?e:<>)((=f)?g:h)`",
                "`(?(<n>)a)(?<n>b)(?(R&n)c)`, ``, `(<took 1>?a:<>)(1:b)(<in 1>?c:<>)`",
                "`(?<=a|bc)(?<!d)(?!e)`, ``, `(<={a|bc})(<!d)(!e)`",
                "`(a\\1)`, ``, `(>(1:a<same as 1>))`",
                "`a(*ACCEPT)b(*F)(*:m)(*SKIP:n)(*THEN)(*COMMIT)(*PRUNE)`, ``, `a<ACCEPT>b[]<MARK:m><SKIP:n><THEN><COMMIT><PRUNE>`",
                "`(?i)(a)\\1\\X`, `u`, `(1:[Aa])<same as 1 caseless utf><Grapheme>`",
                "`(?C)a(?C12)`, ``, `a`",
            })
    void parse_groups_areNumberedAndNamed(String pattern, String options, String expected) {
        assertThat(tree(pattern, options)).isEqualTo(expected);
    }

    @Test
    void parse_names_haveTheirGroupsInOrder() {
        ParsedPattern pattern = parse("(?|(?<a>x)|(?<a>y))(?<b>z)(w)|(?P<b>v)", "D");

        assertThat(pattern.groupCount()).isEqualTo(4);
        assertThat(pattern.names()).isEqualTo(Map.of("a", List.of(1), "b", List.of(2, 4)));
    }

    @Test
    void parse_leadingItems_areOptionsOfTheWhole() {
        ParsedPattern pattern = parse("(*LIMIT_MATCH=500)(*UTF8)(*NO_START_OPT)(*LIMIT_MATCH=9).", "");

        assertThat(pattern.utf()).isTrue();
        assertThat(pattern.checked()).isTrue();
        assertThat(pattern.matchLimit()).isEqualTo(9);
        assertThat(parse(".", "U").checked()).isFalse();
        assertThat(parse(".", "U").utf()).isTrue();
        assertThat(tree("(*BSR_ANYCRLF)\\R", "")).isEqualTo("{\\x0d\\x0a|[\\x0a\\x0d]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CR", "CRLF", "ANY", "ANYCRLF"})
    void parse_otherNewlines_areRefused(String newline) {
        assertThatThrownBy(() -> parse("(*" + newline + ")a", ""))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessage("newlines other than LF are not supported: (*" + newline + ")");
    }

    @Test
    void parse_noWordEdgeInUtf_isLeftToWhatKnowsWhereCharactersStart() {
        assertThat(tree("\\B", "u")).isEqualTo("(><NO_WORD_EDGE>)");
        assertThat(tree("\\Ba", "u")).isEqualTo("<NO_WORD_EDGE>a");
        assertThat(tree("\\B", "")).isEqualTo("<NO_WORD_EDGE>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                "(?:",
                "(?=",
                "(?<!",
                "(?>",
                "(?|",
                "(?i:",
                "(?<n",
                "[",
                "(?(1)",
                "(?(?=",
                "\\Q(",
                "a|",
                "(?J)(?<n>"
            })
    void parse_longAndDeepInput_endsInAnErrorOrATree(String part) {
        try {
            assertThat(parse(part.repeat(100_000), "").groupCount()).isNotNegative();
        } catch (PatternSyntaxException e) {
            assertThat(e.offset()).isBetween(0, part.length() * 100_000);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"(?>%s)", "(?:%s)++", "(%s)*", "(?:%s|b)", "(?i:%s)", "(?>%sa?)*+"})
    void parse_nestingAsDeepAsAllowed_givesATree(String shape) {
        String pattern = "a";
        for (int i = 0; i < 250; i++) {
            pattern = shape.formatted(pattern);
        }
        assertThat(parse(pattern, "").root()).isNotNull();
        String deeper = "(" + pattern + ")";
        assertThatThrownBy(() -> parse(deeper, ""))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessage("parentheses are too deeply nested");
    }

    @Test
    void parse_unknownOption_isToldAsOpenRestyDoes() {
        assertThatThrownBy(() -> PatternOptions.parse("a", "ig"))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessage("unknown flag \"g\" (flags \"ig\")");
    }

    @Test
    void parse_optionLetters_haveTheirMeaning() {
        PatternOptions options = PatternOptions.parse("a", "adijmosuxDEJ");
        assertThat(options)
                .isEqualTo(new PatternOptions(true, true, true, true, true, true, true, true, true, true, true));
        assertThat(PatternOptions.parse("a", "joU"))
                .isEqualTo(
                        new PatternOptions(false, false, false, false, false, true, false, false, false, false, false));
    }
}
