// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Patterns that PCRE takes, and those it refuses, with its words and offsets. */
class PcreErrorsTest {

    static Stream<List<String>> patterns() {
        return PcreResults.lines("pcre-errors.txt");
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void parse_anyPattern_saysWhatPcreSays(List<String> line) {
        String pattern = PcreResults.unescaped(line.get(0));
        assertThat(result(pattern, line.get(1))).isEqualTo(line.get(2));
    }

    private static String result(String pattern, String options) {
        try {
            return "ok "
                    + PatternParser.parse(pattern, PatternOptions.parse(pattern, options))
                            .groupCount();
        } catch (PatternSyntaxException e) {
            assertThat(e.pattern()).isEqualTo(pattern);
            return e.offset() + " " + e.getMessage();
        }
    }
}
