// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What irregular patterns match; the expected bounds are PCRE 8.39's. */
class BacktrackerTest {

    /** The bounds of all groups, or null for no match. */
    static int @Nullable [] find(String pattern, String options, String subject) {
        String view = new String(pattern.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        ParsedPattern parsed = PatternParser.parse(view, PatternOptions.parse(view, options));
        int[] groups = new int[2 * (parsed.groupCount() + 1)];
        byte[] bytes = subject.getBytes(parsed.utf() ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        return new Backtracker(parsed, 0).find(bytes, 0, bytes.length, 0, groups) ? groups : null;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "(a|ab)(c|bcd)(d*) '' abcd [0,4,0,1,1,4,4,4]",
                "(?=(a+))a*b\\1 '' baaabac [3,6,3,4]",
                "(?<=ab|c)d '' xxabd [4,5]",
                "(?<!a)b '' abb [2,3]",
                "(?>a+)b '' aaab [0,4]",
                "(?>a+)ab '' aaab null",
                "(ab)\\1 i abAB [0,4,0,2]",
                "^(?:a|b)*+c '' ababc [0,5]",
                "(\\((?:[^()]|(?1))*\\)) '' x(a(b)c)y [1,8,1,8]",
                "(?(?=a)ab|cd) '' cd [0,2]",
                "a\\Kb '' xab [2,3]",
                "a+(*SKIP)b|. '' aaac [3,4]",
                "(?:a(*THEN)b|ac) '' ac [0,2]",
                "(a|b){2,3}?c '' ababc [1,5,3,4]",
                "(a*)* '' aab [0,2,2,2]",
                "(é)\\1 iu éÉ [0,4,0,2]",
                "(?(DEFINE)(?<x>a+))(?&x)b '' aab [0,3,-1,-1]",
            })
    void find_irregularPattern_isAsPcre(String pattern, String options, String subject, String expected) {
        assertThat(Arrays.toString(find(pattern, options, subject)).replace(" ", ""))
                .isEqualTo(expected);
    }
}
