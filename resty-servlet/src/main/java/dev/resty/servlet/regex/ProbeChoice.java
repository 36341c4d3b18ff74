// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Chooses pairs of bytes that all of some literals have, few pairs and rare ones: javascript and vbscript share one. */
final class ProbeChoice {

    /** As many as are searched for in one pass. */
    static final int MOST_PROBES = 5;

    private static final int MOST_LITERALS = 40;

    private static final int LAST_ALIGNMENT = 8;

    /** What looking for one more pair costs, in units of what looking at a place does that turns out to be nothing. */
    private static final double PROBE_COST = 0.008;

    private final List<Literal> literals;

    /** The pairs of each literal from its start on, as {@link Probe#pair} tells them. */
    private final int[][] pairs;

    private ProbeChoice(List<Literal> literals) {
        this.literals = literals;
        pairs = new int[literals.size()][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = Probe.pairs(literals.get(i));
        }
    }

    /**
     * The probes; none where there had to be too many.
     *
     * @param aligned whether the pairs should stand at the same distance from the start of their literals
     */
    static List<Probe> of(List<Literal> literals, boolean aligned) {
        if (literals.size() > MOST_LITERALS) {
            return List.of();
        }
        ProbeChoice choice = new ProbeChoice(literals);
        return aligned && literals.size() > 1 ? choice.aligned() : choice.anywhere();
    }

    private List<Probe> aligned() {
        int last = LAST_ALIGNMENT;
        for (int[] ofOne : pairs) {
            last = Math.min(last, ofOne.length);
        }
        int best = -1;
        double least = Double.MAX_VALUE;
        for (int at = 0; at < last; at++) {
            double cost = cost(at);
            if (cost < least) {
                least = cost;
                best = at;
            }
        }
        List<Probe> probes = new ArrayList<>();
        boolean[] covered = new boolean[pairs.length];
        for (int i = 0; i < pairs.length && best >= 0; i++) {
            if (!covered[i]) {
                probes.add(probe(pairs[i][best], best, best, covered));
            }
        }
        return probes;
    }

    /** What it costs to look for all pairs at a place of the literals; infinite where there are too many. */
    private double cost(int at) {
        int[] different = new int[MOST_PROBES];
        int count = 0;
        double cost = 0;
        for (int[] ofOne : pairs) {
            if (!isAmong(different, count, ofOne[at])) {
                if (count == MOST_PROBES) {
                    return Double.POSITIVE_INFINITY;
                }
                different[count++] = ofOne[at];
                cost += PROBE_COST + Probe.rate(ofOne[at]);
            }
        }
        return cost;
    }

    private static boolean isAmong(int[] some, int count, int value) {
        for (int i = 0; i < count; i++) {
            if (some[i] == value) {
                return true;
            }
        }
        return false;
    }

    private List<Probe> anywhere() {
        List<Probe> probes = new ArrayList<>();
        boolean[] covered = new boolean[pairs.length];
        for (int first = 0; first < pairs.length; first++) {
            while (!covered[first]) {
                if (probes.size() == MOST_PROBES) {
                    return List.of();
                }
                probes.add(probe(best(covered), 0, Integer.MAX_VALUE, covered));
            }
        }
        return probes;
    }

    /** The pair that is cheapest for each of the literals that have it. */
    private int best(boolean[] covered) {
        Map<Integer, Integer> counts = new HashMap<>();
        int best = 0;
        double cheapest = Double.MAX_VALUE;
        for (int i = 0; i < pairs.length; i++) {
            int[] ofOne = pairs[i];
            for (int at = 0; at < ofOne.length && !covered[i]; at++) {
                if (!isAmong(ofOne, at, ofOne[at])) {
                    int count = counts.merge(ofOne[at], 1, Integer::sum);
                    double cost = (PROBE_COST + Probe.rate(ofOne[at])) / count;
                    if (cost < cheapest) {
                        cheapest = cost;
                        best = ofOne[at];
                    }
                }
            }
        }
        return best;
    }

    /** The probe of a pair and those literals that have it first within some places, which are covered then. */
    private Probe probe(int pair, int first, int last, boolean[] covered) {
        List<Needle> needles = new ArrayList<>();
        for (int i = 0; i < pairs.length; i++) {
            for (int at = first; at < pairs[i].length && at <= last && !covered[i]; at++) {
                if (pairs[i][at] == pair) {
                    needles.add(new Needle(literals.get(i), at));
                    covered[i] = true;
                }
            }
        }
        return new Probe(pair, needles);
    }
}
