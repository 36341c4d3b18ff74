// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What patterns match that are searched by backtracking; the expected bounds are PCRE 8.39's. */
class BacktrackerTest {

    private static Backtracker backtracker(String pattern, String options) {
        String view = new String(pattern.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new Backtracker(PatternParser.parse(view, PatternOptions.parse(view, options)), 0);
    }

    /** The bounds of all groups, or null for no match. */
    static int @Nullable [] find(String pattern, String options, String subject) {
        String view = new String(pattern.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        ParsedPattern parsed = PatternParser.parse(view, PatternOptions.parse(view, options));
        int[] groups = new int[2 * (parsed.groupCount() + 1)];
        byte[] bytes = subject.getBytes(StandardCharsets.UTF_8);
        return new Backtracker(parsed, 0).find(bytes, 0, bytes.length, 0, groups) ? groups : null;
    }

    private static void check(String pattern, String options, String subject, String expected) {
        assertThat(Arrays.toString(find(pattern, options, subject)).replace(" ", ""))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(a|ab)(c|bcd)(d*) '' abcd [0,4,0,1,1,4,4,4]",
                "(a|b){2,3}?c '' ababc [1,5,3,4]",
                "(a*)* '' aab [0,2,2,2]",
                "(?:a*?)*?b '' aab [0,3]",
                "(?:(a)|b)* '' ab [0,2,0,1]",
                "(|a){2,}b '' aab [0,3,2,2]",
                "(|a){0,2}b '' aaab [1,4,2,3]",
                "(a|b)*?c '' abc [0,3,1,2]",
                "x{0}(a{0})b '' ab [1,2,1,1]",
                "^(?:a|b)*+c '' ababc [0,5]",
                "(a|ab)++c '' abc null",
                "(?:a|ab){2,}+c '' aabc null",
                "(?>a+)b '' aaab [0,4]",
                "(?>a+)ab '' aaab null",
                "(?>(a)|b)+?\\1c '' abaac [0,5,2,3]",
            })
    void find_repeatsAndAtomicGroups_captureAsPcre(String pattern, String options, String subject, String expected) {
        check(pattern, options, subject, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(?=(a+))a*b\\1 '' baaabac [3,6,3,4]",
                "(?!(a))b(?:\\1|c) '' bc [0,2,-1,-1]",
                "(?<=ab|c)d '' xxabd [4,5]",
                "(?<=(a)|b)c '' ac [1,2,0,1]",
                "(?<!a)b '' abb [2,3]",
                "(?<=\\bab)c '' xabcab,abc [9,10]",
                "(?<=é.)b u aéxb [4,5]",
                "(?=a\\Kb)ab '' ab [1,2]",
                "(?<!^)a '' aa [1,2]",
                "^(?=(a)){0}b(?1) '' backgammon [0,2,-1,-1]",
                "\\G(?:(?=(\\1.|)(.))){1,13}?(?!.*\\2.*\\2)\\1\\K\\2 '' aaabcccdeee [3,4,0,3,3,4]",
                "(?=(?>a*))a '' aa [0,1]",
            })
    void find_assertions_keepCapturesOfPositiveOnes(String pattern, String options, String subject, String expected) {
        check(pattern, options, subject, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(ab)\\1 i abAB [0,4,0,2]",
                "(a)?\\1b '' b null",
                "(?:(a)|b)\\1 '' ba null",
                "(é)\\1 iu éÉ [0,4,0,2]",
                "(k)\\1 iu kK [0,2,0,1]",
                "(ß)\\1 iu ßss null",
                "(?<n>a)(?<n>b)?\\k<n> D aa [0,2,0,1,-1,-1]",
                "(a\\1?){2} '' aaa [0,3,1,3]",
            })
    void find_backReferences_compareWithWhatTheGroupMatchedLast(
            String pattern, String options, String subject, String expected) {
        check(pattern, options, subject, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(\\((?:[^()]|(?1))*\\)) '' x(a(b)c)y [1,8,1,8]",
                "^(a?)(b|(?1)c)(?1)$ '' aaca [0,4,0,1,1,3]",
                "(?:(a+)b|(?1))ab '' aaab null",
                "(?(DEFINE)(?<x>a+))(?&x)b '' aab [0,3,-1,-1]",
                "^(.|(.)(?1)\\2)$ '' abcba null",
                "(?:(a)|(b))(?(1)c|d) '' bd [0,2,-1,-1,0,1]",
                "(?(?=a)ab|cd) '' cd [0,2]",
                "(?(?!(a)b)cd|ab) '' ab [0,2,-1,-1]",
                "(a(?(R1)x|(?1)b))c '' aaxbc [0,5,0,4]",
                "a\\Kb '' xab [2,3]",
                "(?:a\\K)+b '' aab [2,3]",
                "\\X\\X u éx [0,3]",
            })
    void find_subroutinesAndConditions_areAsPcre(String pattern, String options, String subject, String expected) {
        check(pattern, options, subject, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "a(*COMMIT)b|. '' ac null",
                "(*COMMIT)abc '' xabc [1,4]",
                "(*COMMIT)[ab]c '' xac null",
                "a(*PRUNE)b|ac|c '' ac [1,2]",
                "a+(*SKIP)b|. '' aaac [3,4]",
                "a(*MARK:m)a+(*SKIP:m)b|. '' aaac [2,3]",
                "a(*SKIP:none)b|ac '' ac [0,2]",
                "(?:a(*THEN)b|ac) '' ac [0,2]",
                "a(*THEN)b|ac '' ac [0,2]",
                "(?:(?:a(*THEN)b)|ac) '' ac [0,2]",
                "(?>a(*COMMIT)b|.)c|a '' ac null",
                "(?>a(*COMMIT)c)d|ac '' ac [0,2]",
                "(?!a(*COMMIT)b)ac '' ac [0,2]",
                "(?:(?=a(*COMMIT)b)|a)c '' ac null",
                "(a(*COMMIT)b|x)?(?1)?ac '' ac null",
                "(?:(?<x>a(*COMMIT)b)|(?&x)|a)c '' ac null",
                "(a(*ACCEPT)b)c '' ax [0,1,0,1]",
                "(?=a(*ACCEPT)b)ac '' ac [0,2]",
                "(?!a(*ACCEPT)b)ac|c '' ac [1,2]",
                "a(*F)|ab '' ab [0,2]",
                "^(?(?=a(*THEN)b)ab|ac) '' ac [0,2]",
                "(?<=a(*ACCEPT)b)c '' xacd [2,3]",
            })
    void find_verbs_endWhatPcreEnds(String pattern, String options, String subject, String expected) {
        check(pattern, options, subject, expected);
    }

    @Test
    void find_partOfAnArray_seesOnlyThat() {
        byte[] bytes = "xabay".getBytes(StandardCharsets.ISO_8859_1);
        int[] groups = new int[2];
        assertThat(backtracker("(?<=x)a", "").find(bytes, 1, 5, 1, groups)).isFalse();
        assertThat(backtracker("(?<=b)a\\b", "").find(bytes, 1, 4, 2, groups)).isTrue();
        assertThat(groups).containsExactly(3, 4);
        assertThat(backtracker("^(?=a)a", "").find(bytes, 1, 5, 3, groups)).isFalse();
        assertThat(backtracker("\\G(?=a)a", "").find(bytes, 1, 5, 3, groups)).isTrue();
    }

    @Test
    void find_roomForFewGroups_fillsThat() {
        byte[] bytes = "ab".getBytes(StandardCharsets.ISO_8859_1);
        Backtracker pattern = backtracker("(a)(?=(b))", "");
        assertThat(pattern.find(bytes, 0, 2, 0, new int[0])).isTrue();
        int[] groups = new int[4];
        assertThat(pattern.find(bytes, 0, 2, 0, groups)).isTrue();
        assertThat(groups).containsExactly(0, 1, 0, 1);
    }
}
