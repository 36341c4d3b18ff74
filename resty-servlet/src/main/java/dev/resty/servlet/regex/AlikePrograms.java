// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Divides programs into groups of those that are alike, which an automaton that runs all of a group has fewer states for than
 * one for some at random: what tells one of them how to go on, tells the others. Programs are the more alike the more sets of
 * bytes both consume that few others do.
 */
final class AlikePrograms {

    /** So many are compared with each other; the next so many are for themselves. */
    private static final int MOST_COMPARED = 128;

    private final List<Set<ByteSet>> sets = new ArrayList<>();

    private final Map<ByteSet, Double> weights = new HashMap<>();

    /** How alike two are, 0 to 1. */
    private final double[][] alike;

    private AlikePrograms(List<Program> programs) {
        Map<ByteSet, Integer> users = new HashMap<>();
        for (Program program : programs) {
            Set<ByteSet> own = new HashSet<>(List.of(program.sets));
            sets.add(own);
            own.forEach(set -> users.merge(set, 1, Integer::sum));
        }
        users.forEach((set, count) -> weights.put(set, weight(count)));
        alike = new double[programs.size()][programs.size()];
        double[] lengths = new double[programs.size()];
        for (int one = 0; one < lengths.length; one++) {
            lengths[one] = Math.sqrt(shared(one, one));
            for (int other = 0; other < one; other++) {
                double both = lengths[one] * lengths[other];
                alike[one][other] = both == 0 ? 0 : shared(one, other) / both;
                alike[other][one] = alike[one][other];
            }
        }
    }

    /** What it tells that a set is in some of the programs. */
    private double weight(int count) {
        double rare = Math.log((double) sets.size() / count);
        return rare * rare;
    }

    private double shared(int one, int other) {
        double sum = 0;
        for (ByteSet set : sets.get(one)) {
            if (sets.get(other).contains(set)) {
                sum += weights.getOrDefault(set, 0.0);
            }
        }
        return sum;
    }

    /**
     * Divides some.
     *
     * @param most how many a group may have
     * @return their places in the list, each in one group
     */
    static List<List<Integer>> groups(List<Program> programs, int most) {
        List<List<Integer>> groups = new ArrayList<>();
        for (int from = 0; from < programs.size(); from += MOST_COMPARED) {
            List<Program> some = programs.subList(from, Math.min(programs.size(), from + MOST_COMPARED));
            new AlikePrograms(some).collect(some, most, from, groups);
        }
        return groups;
    }

    private void collect(List<Program> programs, int most, int from, List<List<Integer>> groups) {
        List<Integer> left = new ArrayList<>();
        for (int number = 0; number < programs.size(); number++) {
            left.add(number);
        }
        left.sort((one, other) -> programs.get(other).size() - programs.get(one).size());
        while (!left.isEmpty()) {
            List<Integer> group = new ArrayList<>(List.of(left.remove(0)));
            while (group.size() < most && !left.isEmpty()) {
                Integer next = mostAlike(group, left);
                left.remove(next);
                group.add(next);
            }
            groups.add(group.stream().map(number -> from + number).toList());
        }
    }

    private Integer mostAlike(List<Integer> group, List<Integer> left) {
        Integer best = left.get(0);
        double most = -1;
        for (Integer candidate : left) {
            double sum = 0;
            for (int member : group) {
                sum += alike[candidate][member];
            }
            if (sum > most) {
                most = sum;
                best = candidate;
            }
        }
        return best;
    }
}
