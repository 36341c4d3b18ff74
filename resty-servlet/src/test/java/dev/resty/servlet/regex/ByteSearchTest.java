// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSearchTest {

    /** Values around which borrows and signs go wrong, and a letter in both cases. */
    private static final int[] VALUES = {0, 1, 2, 0x40, 0x41, 0x5f, 0x60, 0x61, 0x7f, 0x80, 0x81, 0xfe, 0xff};

    private static int naive(byte[] bytes, int from, int end, ByteSet set) {
        for (int i = from; i < end; i++) {
            if (set.contains(bytes[i] & 0xff)) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void next_setsOfAllSizesAtAllPlaces_areAsByteForByte() {
        Random random = new Random(4);
        for (int round = 0; round < 60_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) VALUES[random.nextInt(VALUES.length)];
            }
            ByteSet set = ByteSet.NONE;
            int values = random.nextInt(6);
            for (int i = 0; i < values; i++) {
                set = set.or(ByteSet.of(VALUES[random.nextInt(VALUES.length)]));
            }
            int from = random.nextInt(bytes.length + 1);
            int end = from + random.nextInt(bytes.length - from + 1);
            assertThat(ByteFinder.of(set).next(bytes, from, end))
                    .as("round %d", round)
                    .isEqualTo(naive(bytes, from, end, set));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 'a', 'z', 0x80, 0xff})
    void next_oneByteAtEachPlaceOfEachLength_isFoundThere(int value) {
        ByteFinder finder = ByteFinder.of(ByteSet.of(value));
        for (int length = 0; length < 30; length++) {
            for (int from = 0; from <= length; from++) {
                for (int at = from; at < length; at++) {
                    byte[] bytes = new byte[length];
                    java.util.Arrays.fill(bytes, (byte) (value + 1));
                    bytes[at] = (byte) value;
                    assertThat(finder.next(bytes, from, length)).isEqualTo(at);
                    assertThat(finder.next(bytes, from, at)).isEqualTo(-1);
                }
            }
        }
    }

    @Test
    void next_letterInBothCases_isNoOtherByte() {
        ByteFinder finder = ByteFinder.of(ByteSet.of('z').caseless());
        for (int value = 0; value < 256; value++) {
            byte[] bytes = {(byte) value};
            assertThat(finder.next(bytes, 0, 1)).isEqualTo(value == 'z' || value == 'Z' ? 0 : -1);
        }
    }

    @Test
    void tail_arraysOfEachLength_hasZerosBehindTheirEnd() {
        for (int length = 0; length < 20; length++) {
            byte[] bytes = new byte[length];
            java.util.Arrays.fill(bytes, (byte) 0xff);
            for (int at = 0; at <= length; at++) {
                int there = Math.min(8, length - at);
                long expected = there == 8 ? -1 : (1L << 8 * there) - 1;
                assertThat(ByteSearch.tail(bytes, at)).isEqualTo(expected);
            }
        }
    }
}
