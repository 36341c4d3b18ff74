// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of characters, their case, and the sets that have names. */
class CodePointsTest {

    private static int[] others(int c) {
        return CaseEquivalents.others(c);
    }

    @Test
    void ranges_additionsInAnyOrder_areInOrderAndApart() {
        CodePoints set = new CodePoints();
        set.add(0x300, 0x310);
        set.add('a', 'c');
        set.add(0xF0, 0x120);
        set.add(0x305, 0x320);
        set.add(0x121, 0x121);
        set.add(ByteSet.of('x'));

        assertThat(set.ranges()).containsExactly('a', 'c', 'x', 'x', 0xF0, 0x121, 0x300, 0x320);
    }

    @Test
    void negate_takesAllOthers() {
        CodePoints set = new CodePoints();
        set.add('a', 0x1FF);
        set.add(0x300, 0x3FF);

        set.negate();
        assertThat(set.ranges()).containsExactly(0, 'a' - 1, 0x200, 0x2FF, 0x400, CodePoints.MAX);
        set.negate();
        assertThat(set.ranges()).containsExactly('a', 0x1FF, 0x300, 0x3FF);
    }

    @Test
    void negate_nothing_isEverything() {
        CodePoints set = new CodePoints();
        set.negate();
        assertThat(set.ranges()).containsExactly(0, CodePoints.MAX);
        set.negate();
        assertThat(set.ranges()).isEmpty();
    }

    @Test
    void addAllBut_takesTheGaps() {
        CodePoints set = new CodePoints();
        set.addAllBut(new int[] {0, '/', ':', 0x10FFFF});
        assertThat(set.ranges()).containsExactly('0', '9');
    }

    @Test
    void others_simpleFolding_knowsAllThatAreEqual() {
        assertThat(others('a')).containsExactly('A');
        assertThat(others('k')).containsExactlyInAnyOrder('K', 0x212A);
        assertThat(others(0x212A)).containsExactlyInAnyOrder('K', 'k');
        assertThat(others('S')).containsExactlyInAnyOrder('s', 0x17F);
        assertThat(others(0x3C3)).containsExactlyInAnyOrder(0x3A3, 0x3C2);
        assertThat(others(0xB5)).containsExactlyInAnyOrder(0x39C, 0x3BC);
        assertThat(others(0x1C5)).containsExactlyInAnyOrder(0x1C4, 0x1C6);
    }

    @ParameterizedTest
    @CsvSource({"0", "_", "\u0130", "\u0131", "\u20ac", "\u00aa"})
    void others_withoutCase_areNone(char c) {
        assertThat(others(c)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Lu, A, true", "Lu, a, false", "L&, a, true", "Nd, 7, true", "Greek, \u03b1, true", "Greek, a, false",
        "Han, \u4e2d, true", "Xwd, _, true", "Xan, _, false", "Sc, \u20ac, true", "Any, \uffff, true",
                "Zs, \u00a0, true"
    })
    void named_property_hasItsCharacters(String name, char c, boolean expected) {
        int[] ranges = UnicodeProperties.named(name);
        assertThat(ranges).isNotNull();
        boolean found = false;
        for (int i = 0; i < ranges.length; i += 2) {
            found |= c >= ranges[i] && c <= ranges[i + 1];
        }
        assertThat(found).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"Foo", "lu", "greek", "LATIN", "Latn", "Unknown", "''"})
    void named_unknownProperty_isNull(String name) {
        assertThat(UnicodeProperties.named(name)).isNull();
    }
}
