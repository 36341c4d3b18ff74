// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds sets of bytes of each of which every match has one. Never says more than what holds, may say less. */
final class RequiredBytes {

    /** Sets that more of a subject is in tell nothing. */
    private static final double MOST_MET = 0.7;

    private static final int MOST = 6;

    private static final Comparator<ByteSet> RAREST_FIRST = Comparator.comparingDouble(RequiredBytes::rate);

    private RequiredBytes() {}

    /** The sets, the rarest first; none where nothing is known. */
    static List<ByteSet> of(Node root) {
        return Analysis.mayAccept(root) ? List.of() : sets(root);
    }

    /** Which share of a subject's bytes is in a set, about. */
    private static double rate(ByteSet set) {
        double rate = 0;
        for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
            rate += ByteFrequency.rate(value, false);
        }
        return rate;
    }

    private static List<ByteSet> sets(Node node) {
        if (node instanceof Node.OneByte one) {
            return rate(one.set()) > MOST_MET ? List.of() : List.of(one.set());
        } else if (node instanceof Node.Sequence sequence) {
            List<ByteSet> all = new ArrayList<>();
            for (Node part : sequence.parts()) {
                all.addAll(sets(part));
            }
            return rarest(all);
        } else if (node instanceof Node.Choice choice) {
            return either(choice.options());
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.min() > 0 ? sets(repeat.body()) : List.of();
        } else if (node instanceof Node.Capture capture) {
            return sets(capture.body());
        } else if (node instanceof Node.Atomic atomic) {
            return sets(atomic.body());
        } else if (node instanceof Node.Conditional conditional) {
            return conditional.condition() instanceof Node.Condition.Never
                    ? sets(conditional.no())
                    : either(List.of(conditional.yes(), conditional.no()));
        }
        return List.of();
    }

    /** The rarest of one or the rarest of the other, the second of one or the second of the other, and so on. */
    private static List<ByteSet> either(List<Node> options) {
        List<List<ByteSet>> each = new ArrayList<>();
        int most = 0;
        for (Node option : options) {
            List<ByteSet> sets = sets(option);
            if (sets.isEmpty()) {
                return List.of();
            }
            each.add(sets);
            most = Math.max(most, sets.size());
        }
        List<ByteSet> all = new ArrayList<>();
        for (int rank = 0; rank < most; rank++) {
            ByteSet union = ByteSet.NONE;
            for (List<ByteSet> sets : each) {
                union = union.or(sets.get(Math.min(rank, sets.size() - 1)));
            }
            if (rate(union) <= MOST_MET) {
                all.add(union);
            }
        }
        return rarest(all);
    }

    private static List<ByteSet> rarest(List<ByteSet> sets) {
        Set<ByteSet> distinct = new LinkedHashSet<>(sets);
        return distinct.stream().sorted(RAREST_FIRST).limit(MOST).toList();
    }
}
