// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteSetTest {

    @ParameterizedTest
    @CsvSource({"0,0", "0,255", "63,64", "127,128", "10,200", "191,192", "255,255", "64,127"})
    void range_hasWhatLiesBetween(int first, int last) {
        ByteSet set = ByteSet.range(first, last);

        for (int i = 0; i < 256; i++) {
            assertThat(set.contains(i)).as("%d", i).isEqualTo(i >= first && i <= last);
            assertThat(set.not().contains(i)).as("not %d", i).isEqualTo(i < first || i > last);
        }
        assertThat(set.size()).isEqualTo(last - first + 1);
        assertThat(set.next(0)).isEqualTo(first);
        assertThat(set.next(last + 1)).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({"a,A", "Z,z", "m,M"})
    void caseless_addsTheOtherCase(char letter, char other) {
        ByteSet set = ByteSet.of(letter).caseless();

        assertThat(set).isEqualTo(ByteSet.of(letter).or(ByteSet.of(other)));
    }

    @ParameterizedTest
    @CsvSource({"@", "[", "`", "{", "5", "_"})
    void caseless_leavesWhatHasNoCase(char value) {
        assertThat(ByteSet.of(value).caseless()).isEqualTo(ByteSet.of(value));
    }
}
