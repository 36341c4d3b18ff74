// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** A pattern is refused, or searched for until the search matches, doesn't, or says why it gave up. */
class PatternJazzerTest {

    private static final int MATCH_LIMIT = 5_000;

    /** An input's first line holds the options, the second the pattern, the rest is the subject. */
    @FuzzTest(maxDuration = "3m")
    void find_anyPatternAndSubject_endsWithAnAnswer(byte[] input) {
        String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\n", 3);
        if (parts.length < 3) {
            return;
        }
        byte[] subject = parts[2].getBytes(StandardCharsets.ISO_8859_1);
        try {
            Pattern pattern = Pattern.compile(parts[1], parts[0], MATCH_LIMIT);
            find(pattern, subject);
        } catch (PatternSyntaxException e) {
            assertThat(e.getMessage()).isNotEmpty();
            assertThat(e.offset()).isBetween(0, parts[1].length());
        }
    }

    private static void find(Pattern pattern, byte[] subject) {
        int[] groups = new int[2 * (pattern.groupCount() + 1)];
        try {
            if (pattern.find(subject, 0, groups)) {
                for (int place : groups) {
                    assertThat(place).isBetween(-1, subject.length);
                }
            }
        } catch (RegexExecException e) {
            assertThat(e.error()).isNotEmpty();
        }
    }
}
