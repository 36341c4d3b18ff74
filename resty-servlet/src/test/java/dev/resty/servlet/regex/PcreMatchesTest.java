// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Trees match what PCRE matches. */
class PcreMatchesTest {

    private static final int MAX_INSTRUCTIONS = 100_000;

    static Stream<List<String>> patterns() {
        return PcreResults.lines("pcre-matches.txt");
    }

    @ParameterizedTest
    @MethodSource("patterns")
    void find_anyPattern_findsWhatPcreFinds(List<String> line) {
        String pattern = PcreResults.unescaped(line.get(0));
        ParsedPattern parsed = PatternParser.parse(pattern, PatternOptions.parse(pattern, line.get(1)));
        byte[] subject = PcreResults.unescaped(line.get(2)).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(found(new Backtracker(parsed, 0), parsed, subject))
                .as("by backtracking")
                .isEqualTo(line.get(3));
        if (Analysis.isRegular(parsed.root())) {
            Program program = ProgramBuilder.forward(parsed.root(), parsed.groupCount(), MAX_INSTRUCTIONS);
            assertThat(program).isNotNull();
            assertThat(found(new PikeVm(program), parsed, subject))
                    .as("by an automaton")
                    .isEqualTo(line.get(3));
        }
    }

    private static String found(Engine engine, ParsedPattern pattern, byte[] subject) {
        int[] groups = new int[2 * (pattern.groupCount() + 1)];
        if (!engine.find(subject, 0, subject.length, 0, groups)) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i += 2) {
            text.append(i == 0 ? "" : " ").append(groups[i]).append(',').append(groups[i + 1]);
        }
        return text.toString();
    }
}
