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

    private static final int ANYWHERE = -1;

    private static final int LAST_ALIGNMENT = 8;

    /** What looking for one more pair costs, in units of what looking at a place does that turns out to be nothing. */
    private static final double PROBE_COST = 0.008;

    private ProbeChoice() {}

    /**
     * The probes; none where there had to be too many.
     *
     * @param aligned whether the pairs should stand at the same distance from the start of their literals
     */
    static List<Probe> of(List<Literal> literals, boolean aligned) {
        if (literals.size() > MOST_LITERALS) {
            return List.of();
        }
        if (!aligned || literals.size() == 1) {
            return cover(literals, ANYWHERE);
        }
        int shortest = Integer.MAX_VALUE;
        for (Literal literal : literals) {
            shortest = Math.min(shortest, literal.length());
        }
        List<Probe> best = List.of();
        for (int at = 0; at < Math.min(LAST_ALIGNMENT, Math.max(1, shortest - 1)); at++) {
            List<Probe> probes = cover(literals, at);
            if (!probes.isEmpty() && (best.isEmpty() || cost(probes) < cost(best))) {
                best = probes;
            }
        }
        return best;
    }

    private static double cost(List<Probe> probes) {
        double cost = 0;
        for (Probe probe : probes) {
            cost += PROBE_COST + probe.rate;
        }
        return cost;
    }

    private static List<Probe> cover(List<Literal> literals, int at) {
        List<Probe> probes = new ArrayList<>();
        List<Literal> left = new ArrayList<>(literals);
        while (!left.isEmpty()) {
            if (probes.size() == MOST_PROBES) {
                return List.of();
            }
            Probe.Pair pair = best(left, at);
            List<Needle> needles = new ArrayList<>();
            left.removeIf(literal -> addNeedle(pair, literal, at, needles));
            probes.add(new Probe(pair, needles));
        }
        return probes;
    }

    private static Probe.Pair best(List<Literal> literals, int where) {
        Map<Probe.Pair, Integer> counts = new HashMap<>();
        for (Literal literal : literals) {
            int last = Math.max(1, literal.length() - 1);
            for (int at = Math.max(0, where); at < (where < 0 ? last : where + 1); at++) {
                Probe.Pair pair = Probe.Pair.of(literal, at);
                if (offset(pair, literal, where) == at) {
                    counts.merge(pair, 1, Integer::sum);
                }
            }
        }
        Probe.Pair best = Probe.Pair.of(literals.get(0), Math.max(0, where));
        double cheapest = Double.MAX_VALUE;
        for (Map.Entry<Probe.Pair, Integer> entry : counts.entrySet()) {
            double cost = (PROBE_COST + entry.getKey().rate()) / entry.getValue();
            if (cost < cheapest) {
                cheapest = cost;
                best = entry.getKey();
            }
        }
        return best;
    }

    private static boolean addNeedle(Probe.Pair pair, Literal literal, int where, List<Needle> needles) {
        int offset = offset(pair, literal, where);
        if (offset >= 0) {
            needles.add(new Needle(literal, offset));
        }
        return offset >= 0;
    }

    /** Where a literal has a pair first, or at a given place; -1 if it hasn't. */
    private static int offset(Probe.Pair pair, Literal literal, int where) {
        for (int at = Math.max(0, where); at < (where < 0 ? literal.length() : where + 1); at++) {
            if (Probe.Pair.of(literal, at).equals(pair)) {
                return at;
            }
        }
        return -1;
    }
}
