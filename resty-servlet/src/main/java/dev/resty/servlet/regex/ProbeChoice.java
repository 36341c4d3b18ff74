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

    /** What looking for one more pair costs, in units of what looking at a place does that turns out to be nothing. */
    private static final double PROBE_COST = 0.008;

    private ProbeChoice() {}

    /** The probes; none where there had to be too many. */
    static List<Probe> of(List<Literal> literals) {
        List<Probe> probes = new ArrayList<>();
        if (literals.size() > MOST_LITERALS) {
            return probes;
        }
        List<Literal> left = new ArrayList<>(literals);
        while (!left.isEmpty()) {
            if (probes.size() == MOST_PROBES) {
                return List.of();
            }
            Probe.Pair pair = best(left);
            List<Needle> needles = new ArrayList<>();
            left.removeIf(literal -> addNeedle(pair, literal, needles));
            probes.add(new Probe(pair, needles));
        }
        return probes;
    }

    private static Probe.Pair best(List<Literal> literals) {
        Map<Probe.Pair, Integer> counts = new HashMap<>();
        for (Literal literal : literals) {
            for (int at = 0; at < Math.max(1, literal.length() - 1); at++) {
                Probe.Pair pair = Probe.Pair.of(literal, at);
                if (offset(pair, literal) == at) {
                    counts.merge(pair, 1, Integer::sum);
                }
            }
        }
        Probe.Pair best = null;
        double cheapest = Double.MAX_VALUE;
        for (Map.Entry<Probe.Pair, Integer> entry : counts.entrySet()) {
            double cost = (PROBE_COST + entry.getKey().rate()) / entry.getValue();
            if (cost < cheapest) {
                cheapest = cost;
                best = entry.getKey();
            }
        }
        return best == null ? Probe.Pair.of(literals.get(0), 0) : best;
    }

    private static boolean addNeedle(Probe.Pair pair, Literal literal, List<Needle> needles) {
        int offset = offset(pair, literal);
        if (offset >= 0) {
            needles.add(new Needle(literal, offset));
        }
        return offset >= 0;
    }

    /** Where a literal has a pair first; -1 if it hasn't. */
    private static int offset(Probe.Pair pair, Literal literal) {
        for (int at = 0; at < literal.length(); at++) {
            if (Probe.Pair.of(literal, at).equals(pair)) {
                return at;
            }
        }
        return -1;
    }
}
