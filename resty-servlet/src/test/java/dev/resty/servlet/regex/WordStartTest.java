// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A word boundary means the same whichever way it is written. */
class WordStartTest {

    private static final String[] SUBJECTS = {
        "",
        "a",
        "and",
        " and",
        "xand",
        "_and",
        "or",
        "\u00e9and",
        "\u00c0 and",
        "!",
        "1",
        "a!",
        "(and)",
        "a|or",
        "aand and",
        "a)!",
        "union select",
        "reunion"
    };

    private static String found(String pattern, String options, String subject) {
        Pattern compiled = Pattern.compile(pattern, options);
        int[] groups = new int[2 * (compiled.groupCount() + 1)];
        boolean found = compiled.find(subject.getBytes(StandardCharsets.ISO_8859_1), 0, groups);
        return found ? Arrays.toString(groups) : "nil";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "and",
                "a",
                "a?",
                "a*!",
                "a{0,1}!",
                "a+",
                "a{2}nd",
                "\\w+",
                "\\w?!",
                "\\d",
                "\\d*!",
                "_",
                "!",
                "(?:and|or)",
                "(and|or)",
                "(and|!)",
                "(and|or)?!",
                "(?:and|or)*!",
                "(?:a|)",
                "(?:|a)",
                "(?:(?:and)|o(?:r))",
                "(?:(a)|(!))",
                "(?:a[)]|!)",
                "(?:a\\)|!)",
                "(?:a\\Q)\\E|!)",
                "(?:a(?#()|!)",
                "(?=!)",
                "(?!a)",
                "(?i:AND)",
                "[a-z]+",
                "[^a]",
                "(?:a\\c)|!)",
                "((((((((((and))))))))))",
                "$",
                "^"
            })
    void boundary_anyPattern_findsWhatTheWholeBoundaryFinds(String pattern) {
        for (String options : new String[] {"", "i", "x", "u"}) {
            for (String subject : SUBJECTS) {
                if (!options.equals("u") || subject.chars().allMatch(c -> c < 0x80)) {
                    assertThat(found("\\b" + pattern, options, subject))
                            .as("%s with %s in %s", pattern, options, subject)
                            .isEqualTo(found("\\b(?:)" + pattern, options, subject));
                }
            }
        }
    }

    @Test
    void boundary_beforeAWord_onlyLooksBack() {
        assertThat(WordStart.follows(new PcreSource("(?:and|(or)x*)\\b", false)))
                .isTrue();
        assertThat(WordStart.follows(new PcreSource("(?:and|or?x|o*)", false))).isFalse();
        assertThat(WordStart.follows(new PcreSource("(".repeat(100_000), false)))
                .isFalse();
    }
}
