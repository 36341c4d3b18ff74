// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledPatternTest {

    private static void check(String text, String options, Pattern pattern, Engine plain, String subject, int from) {
        byte[] bytes = ("#-" + subject + "~#").getBytes(ISO_8859_1);
        int begin = 2;
        int end = bytes.length - 2;
        int[] expected = new int[2 * (pattern.groupCount() + 1)];
        boolean found;
        try {
            found = plain.find(bytes, begin, end, begin + from, expected);
        } catch (RegexExecException tooManySteps) {
            return;
        }
        for (int length : new int[] {0, 2, expected.length}) {
            int[] groups = new int[length];
            assertThat(pattern.find(bytes, begin, end, begin + from, groups))
                    .as("/%s/%s in \"%s\" from %d", text, options, subject, from)
                    .isEqualTo(found);
            if (found) {
                assertThat(groups)
                        .as("/%s/%s in \"%s\" from %d", text, options, subject, from)
                        .isEqualTo(Arrays.copyOf(expected, length));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void find_patternsAtRandom_isAsWithoutPrefilter(int seed) {
        Random random = new Random(seed);
        RandomPatterns patterns = new RandomPatterns(random);
        for (int round = 0; round < 4_000; round++) {
            String text = patterns.next(3);
            String options = List.of("", "i", "s", "im", "a", "u").get(random.nextInt(6));
            ParsedPattern parsed = PatternParser.parse(text, PatternOptions.parse(text, options));
            Engine plain = new Backtracker(parsed, 20_000);
            Pattern pattern = Pattern.compile(text, options, 1_000_000);
            for (int i = 0; i < 8; i++) {
                String subject = patterns.subject();
                check(text, options, pattern, plain, subject, 0);
                check(text, options, pattern, plain, subject, random.nextInt(subject.length() + 1));
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`union`, `x union`, 2, 7",
                "`(\\d{4})-(\\d\\d)-(\\d\\d)$`, `2024-list 2026-11-21`, 10, 20",
                "`(?:union|select)\\s`, `unions select x`, 7, 14",
                "`\\.php$`, `/a.php/b.php`, 8, 12",
                "`^/api/`, `/api/x`, 0, 5",
                "`(?:^|;)\\s*cat\\b`, `x; cat`, 1, 6",
                "`\\Kunion`, `x union`, 2, 7",
                "`a\\Kunion`, `xaunion`, 2, 7",
            })
    void find_literalsInPatterns_areWhereTheyAre(String pattern, String subject, int start, int end) {
        int[] groups = new int[2];
        byte[] bytes = subject.getBytes(ISO_8859_1);
        assertThat(Pattern.compile(pattern, "").find(bytes, 0, bytes.length, 0, groups))
                .isTrue();
        assertThat(groups).containsExactly(start, end);
    }

    @Test
    void find_manyNearMisses_isDoneInOneGoInTheEnd() {
        Pattern pattern = Pattern.compile("union[^;]*;", "");
        String subject = "union ".repeat(20_000);
        assertThat(pattern.find(subject)).isFalse();
        assertThat(pattern.find(subject + ";")).isTrue();
    }

    @Test
    void find_utf8SubjectPartOfAnArray_isCheckedThereOnly() {
        Pattern pattern = Pattern.compile("x", "u");
        byte[] bytes = {(byte) 0xff, 'a', (byte) 0xc3, (byte) 0xa9, 'x', (byte) 0xff};
        assertThat(pattern.find(bytes, 1, 5, 1, new int[0])).isTrue();
        assertThatThrownBy(() -> pattern.find(bytes, 0, 5, 1, new int[0])).hasMessage("pcre_exec() failed: -10");
        assertThatThrownBy(() -> pattern.find(bytes, 1, 5, 3, new int[0])).hasMessage("pcre_exec() failed: -11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c3", "c3e9", "e08080", "eda080", "f0808080", "f4908080", "80", "ff", "e28282e2"})
    void find_brokenUtf8_isRefused(String hex) {
        byte[] bytes = java.util.HexFormat.of().parseHex("61626364656667" + hex);
        Pattern pattern = Pattern.compile("x", "u");
        assertThatThrownBy(() -> pattern.find(bytes, 0, new int[2])).hasMessage("pcre_exec() failed: -10");
        assertThat(Pattern.compile("x", "U").find(bytes, 0, new int[2])).isFalse();
    }
}
