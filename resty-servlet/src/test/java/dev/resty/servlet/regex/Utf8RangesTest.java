// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets of characters as sequences of bytes. */
class Utf8RangesTest {

    /** Every character below this is tried, and each so many above. */
    private static final int FEW = 0x1000;

    private static final int STEP = 61;

    private static int[] ranges(String hex) {
        return Arrays.stream(hex.split("[- ]"))
                .mapToInt(value -> Integer.parseInt(value, 16))
                .toArray();
    }

    private static boolean isIn(int[] ranges, int c) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (c >= ranges[i] && c <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    /** Whether it matches all of some bytes: a choice is between things that begin differently. */
    private static int matched(Node node, byte[] bytes, int at) {
        if (node instanceof Node.OneByte one) {
            return at < bytes.length && one.set().contains(bytes[at] & 0xff) ? at + 1 : -1;
        }
        int end = node instanceof Node.Sequence ? at : -1;
        for (Node part : NodeParts.of(node)) {
            if (node instanceof Node.Choice && end < 0) {
                end = matched(part, bytes, at);
            } else if (node instanceof Node.Sequence && end >= 0) {
                end = matched(part, bytes, end);
            }
        }
        return end;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0-10FFFF",
                "0-9 B-10FFFF",
                "61-61",
                "80-80",
                "7F-80",
                "7FF-800",
                "FFFF-10000",
                "10FFFF-10FFFF",
                "D7FF-D7FF",
                "E000-E000",
                "41-5A 61-7A C0-D6 D8-F6 F8-2C1",
                "100-17F 370-3FF 2000-206F",
                "0-D7FE E001-10FFFF",
                "900-D7FF",
                "1F600-1F64F",
                "10000-10FFFF",
                "3040-309F 4E00-9FFF 20000-2A6DF",
            })
    void node_ranges_matchesExactlyTheirCharacters(String hex) {
        int[] ranges = ranges(hex);
        Node node = Utf8Ranges.node(ranges);

        for (int c = 0; c <= CodePoints.MAX; c += c < FEW ? 1 : STEP) {
            check(node, ranges, c);
        }
        for (int edge : ranges) {
            for (int c = Math.max(0, edge - 1); c <= Math.min(CodePoints.MAX, edge + 1); c++) {
                check(node, ranges, c);
            }
        }
    }

    private static void check(Node node, int[] ranges, int c) {
        if (c < 0xD800 || c > 0xDFFF) {
            byte[] bytes = Character.toString(c).getBytes(StandardCharsets.UTF_8);
            assertThat(matched(node, bytes, 0) == bytes.length).as("%x", c).isEqualTo(isIn(ranges, c));
        }
    }

    @Test
    void node_rangesThatGoOnAlike_areOneAlternative() {
        assertThat(NodeText.of(Utf8Ranges.node(ranges("0-10FFFF"))))
                .isEqualTo("{[\\x00-\\x7f]|[\\xc2-\\xdf][\\x80-\\xbf]|[\\xe0-\\xef][\\x80-\\xbf][\\x80-\\xbf]"
                        + "|[\\xf0-\\xf7][\\x80-\\xbf][\\x80-\\xbf][\\x80-\\xbf]}");
        assertThat(NodeText.of(Utf8Ranges.node(ranges("C0-FF")))).isEqualTo("\\xc3[\\x80-\\xbf]");
        assertThat(NodeText.of(Utf8Ranges.node(ranges("C9-C9 109-109")))).isEqualTo("[\\xc3\\xc4]\\x89");
        assertThat(NodeText.of(Utf8Ranges.node(ranges("C9-C9 109-109 149-149"))))
                .isEqualTo("[\\xc3-\\xc5]\\x89");
    }

    @Test
    void node_noRanges_matchesNowhere() {
        assertThat(NodeText.of(Utf8Ranges.node(new int[0]))).isEqualTo("[]");
    }

    @Test
    void node_oneCharacter_isItsBytes() {
        assertThat(NodeText.of(Utf8Ranges.node('a'))).isEqualTo("a");
        assertThat(NodeText.of(Utf8Ranges.node(0xE9))).isEqualTo("\\xc3\\xa9");
        assertThat(NodeText.of(Utf8Ranges.node(0x20AC))).isEqualTo("\\xe2\\x82\\xac");
        assertThat(NodeText.of(Utf8Ranges.node(0x1F600))).isEqualTo("\\xf0\\x9f\\x98\\x80");
    }
}
