// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How literals are divided among buckets. */
class BucketGroupsTest {

    private static List<Literal> literals(String... texts) {
        return Stream.of(texts).map(text -> Literal.of(text, true)).toList();
    }

    @Test
    void of_fewerLiteralsThanBuckets_eachIsAlone() {
        assertThat(BucketGroups.of(literals("one", "two", "three"), 8))
                .hasSize(3)
                .allMatch(group -> group.size() == 1);
    }

    @Test
    void of_literalsThatBeginAlike_areTogether() {
        List<List<Literal>> groups = BucketGroups.of(literals("selects", "update", "selected", "updates", "select"), 2);
        assertThat(groups).hasSize(2).allSatisfy(group -> assertThat(group)
                .allMatch(literal ->
                        literal.text().charAt(0) == group.get(0).text().charAt(0)));
    }

    @Test
    void of_aShortLiteralAmongLongOnes_isAlone() {
        List<List<Literal>> groups = BucketGroups.of(literals("select", "!", "update", "insert", "delete"), 2);
        assertThat(groups).anyMatch(group -> group.equals(literals("!")));
    }

    @Test
    void of_literalsAtRandom_eachIsInOneGroup() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<Literal> all = new ArrayList<>();
            for (int i = random.nextInt(1, LiteralFinder.MOST_LITERALS); i > 0; i--) {
                StringBuilder text = new StringBuilder();
                for (int length = random.nextInt(1, 7); length > 0; length--) {
                    text.append((char) random.nextInt(32, 127));
                }
                all.add(Literal.of(text.toString(), random.nextBoolean()));
            }
            List<List<Literal>> groups = BucketGroups.of(all, 8);
            assertThat(groups).hasSizeBetween(1, 8).noneMatch(List::isEmpty);
            assertThat(groups.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all);
        }
    }
}
