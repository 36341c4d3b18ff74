// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Divides literals among the buckets of a {@link BucketFinder}, so that few places look as if something of a bucket began
 * there and nothing does. Similar ones are neighbours, short ones aside; of all ways to cut that row into groups the best is
 * found.
 */
final class BucketGroups {

    private static final Comparator<Literal> SIMILAR_TOGETHER = Comparator.<Literal>comparingInt(
                    literal -> Math.min(BucketFinder.DEPTH, literal.length()))
            .thenComparing(Literal::text);

    /** What it costs to look at a place for a bucket, in units of comparing a literal. */
    private static final float LOOK_COST = 8;

    private final List<Literal> literals;

    /** For a first literal and how many follow, what the group costs that they make. */
    private final float[][] costs;

    private BucketGroups(List<Literal> literals) {
        this.literals = literals;
        costs = new float[literals.size()][];
        for (int first = 0; first < costs.length; first++) {
            costs[first] = costsFrom(first);
        }
    }

    /** The groups, at most so many. */
    static List<List<Literal>> of(List<Literal> literals, int most) {
        List<Literal> sorted = new ArrayList<>(literals);
        sorted.sort(SIMILAR_TOGETHER);
        List<List<Literal>> groups = new ArrayList<>();
        if (sorted.size() <= most) {
            sorted.forEach(literal -> groups.add(List.of(literal)));
            return groups;
        }
        return new BucketGroups(sorted).cut(most);
    }

    private float[] costsFrom(int first) {
        float[] costs = new float[literals.size() - first];
        boolean[] seen = new boolean[BucketFinder.DEPTH << 8];
        double[] rates = new double[BucketFinder.DEPTH];
        for (int more = 0; more < costs.length; more++) {
            Literal literal = literals.get(first + more);
            double rate = 1;
            for (int place = 0; place < BucketFinder.DEPTH; place++) {
                rates[place] = place < literal.length() ? rates[place] + added(literal, place, seen) : 1;
                rate *= Math.min(1, rates[place]);
            }
            costs[more] = (float) rate * (LOOK_COST + more + 1);
        }
        return costs;
    }

    /** How much more often a byte is met at a place of the group's literals that another one joins. */
    private static double added(Literal literal, int place, boolean[] seen) {
        int value = literal.text().charAt(place);
        int index = place << 8 | value;
        boolean both = literal.caseless() && ByteFrequency.isLetter(value);
        double rate = seen[index] ? 0 : ByteFrequency.rate(value, false);
        seen[index] = true;
        if (both) {
            int other = index ^ ByteSearch.CASE_BIT;
            rate += seen[other] ? 0 : ByteFrequency.rate(value ^ ByteSearch.CASE_BIT, false);
            seen[other] = true;
        }
        return rate;
    }

    private List<List<Literal>> cut(int most) {
        int size = literals.size();
        float[] least = costs[0];
        int[][] starts = new int[most][size];
        for (int group = 1; group < most; group++) {
            float[] before = least;
            least = new float[size];
            for (int last = 0; last < size; last++) {
                least[last] = before[last];
                starts[group][last] = -1;
                for (int start = 1; start <= last; start++) {
                    float cost = before[start - 1] + costs[start][last - start];
                    if (cost < least[last]) {
                        least[last] = cost;
                        starts[group][last] = start;
                    }
                }
            }
        }
        List<List<Literal>> groups = new ArrayList<>();
        int end = size;
        for (int group = most - 1; group >= 0 && end > 0; group--) {
            int start = starts[group][end - 1];
            if (start >= 0) {
                groups.add(literals.subList(start, end));
                end = start;
            }
        }
        return groups;
    }
}
