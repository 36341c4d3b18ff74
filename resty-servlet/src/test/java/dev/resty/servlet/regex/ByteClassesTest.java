// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteClassesTest {

    @Test
    void of_noSets_isOneClass() {
        ByteClasses classes = ByteClasses.of(List.of());

        assertThat(classes.count()).isOne();
        assertThat(classes.classOf).containsOnly(0);
    }

    @Test
    void of_letterInBothCases_isOneClassBesidesTheRest() {
        ByteClasses classes = ByteClasses.of(List.of(ByteSet.of('k').caseless()));

        assertThat(classes.count()).isEqualTo(2);
        assertThat(classes.classOf['k']).isEqualTo(classes.classOf['K']).isNotEqualTo(classes.classOf['l']);
    }

    @Test
    void of_everyByteOfItsOwn_is256Classes() {
        List<ByteSet> sets = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            sets.add(ByteSet.of(value));
        }

        assertThat(ByteClasses.of(sets).count()).isEqualTo(256);
    }

    @Test
    void of_randomSets_classesAreThoseThatNoSetDivides() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<ByteSet> sets = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                int first = random.nextInt(256);
                ByteSet range = ByteSet.range(first, Math.min(255, first + random.nextInt(80)));
                sets.add(
                        random.nextBoolean()
                                ? range
                                : range.or(ByteSet.of(random.nextInt(256))).not());
            }
            check(sets);
        }
    }

    private static void check(List<ByteSet> sets) {
        ByteClasses classes = ByteClasses.of(sets);
        for (int left = 0; left < 256; left++) {
            int leftClass = classes.classOf[left] & 0xff;
            assertThat(leftClass).isLessThan(classes.count());
            assertThat(alike(sets, left, classes.members[leftClass])).isTrue();
            for (int right = 0; right < left; right++) {
                assertThat(classes.classOf[left] == classes.classOf[right]).isEqualTo(alike(sets, left, right));
            }
        }
    }

    private static boolean alike(List<ByteSet> sets, int left, int right) {
        for (ByteSet set : sets) {
            if (set.contains(left) != set.contains(right)) {
                return false;
            }
        }
        return true;
    }
}
