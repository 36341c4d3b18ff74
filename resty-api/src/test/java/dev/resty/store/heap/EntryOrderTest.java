// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Entries in the order of their last use. */
class EntryOrderTest {

    private static List<String> places(EntryOrder order) {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            places.add(order.stripe(i) + "/" + order.slot(i));
        }
        return places;
    }

    @Test
    void sort_putsTheLeastRecentlyUsedFirst_whateverTheirPlacesAre() {
        SplittableRandom random = new SplittableRandom(1);
        for (int stripes : new int[] {1, 2, 64}) {
            EntryOrder order = new EntryOrder(stripes, 3);
            record Use(String place, long use) {}
            List<Use> uses = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int stripe = random.nextInt(stripes);
                int slot = random.nextInt(1 << 24);
                long use = random.nextLong(1L << 30);
                order.add(stripe, slot, use);
                uses.add(new Use(stripe + "/" + slot, use));
            }
            order.sort();

            assertThat(places(order))
                    .isEqualTo(uses.stream()
                            .sorted(Comparator.comparingLong(Use::use))
                            .map(Use::place)
                            .toList());
        }
    }

    @Test
    void sort_usesThatLieYearsApart_keepsThoseApart() {
        EntryOrder order = new EntryOrder(64, 4);
        order.add(63, 1 << 24, Long.MAX_VALUE - 1);
        order.add(5, 7, 1);
        order.add(0, 0, Long.MAX_VALUE / 2);
        order.sort();

        assertThat(places(order)).containsExactly("5/7", "0/0", "63/" + (1 << 24));
    }

    @Test
    void sort_nothing_isNothing() {
        EntryOrder order = new EntryOrder(1, 0);
        order.sort();

        assertThat(order.size()).isZero();
    }
}
