// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a pattern's requirements are looked for in a subject before an automaton reads it, by what that costs on average
 * with an ordinary subject: one, or a cheap one first that most subjects fail and then one that tells more.
 *
 * @param gate what is looked for first, only to know whether it is there; null for nothing
 * @param required what is looked for then; null for nothing
 */
record RequirementChoice(
        @Nullable Requirement gate, @Nullable Requirement required) {

    static final RequirementChoice NOTHING = new RequirementChoice(null, null);

    /** Literals that are met more often than once in 32 bytes aren't worth looking for. */
    private static final double LEAST_BITS = 5;

    /** How long an ordinary subject is. */
    private static final double LENGTH = 96;

    /** What an automaton needs for a byte, in nanoseconds as all costs are. */
    private static final double AUTOMATON_COST = 3;

    /** What it costs to try a single place. */
    private static final double TRY_COST = 30;

    /** What a single literal needs for a byte. */
    private static final double LITERAL_COST = 0.3;

    /** What each more needs. */
    private static final double MORE_COST = 0.1;

    private static final double MOST_COST = 1.2;

    /** What any search needs to begin. */
    private static final double START_COST = 8;

    /**
     * Chooses.
     *
     * @param free whether matches don't depend on where a search starts
     * @param startOnly whether they start where the subject does
     */
    static RequirementChoice of(Facts facts, boolean free, boolean startOnly) {
        List<Requirement> worthwhile = new ArrayList<>();
        for (Requirement requirement : facts.all()) {
            boolean told = startOnly && requirement.farthest() >= 0;
            if (!told && requirement.bits() >= LEAST_BITS && requirement.any().size() <= LiteralFinder.MOST_LITERALS) {
                worthwhile.add(requirement);
            }
        }
        int count = worthwhile.size();
        double[] search = new double[count];
        double[] presence = new double[count];
        for (int i = 0; i < count; i++) {
            search[i] = search(worthwhile.get(i));
            presence[i] = presence(worthwhile.get(i));
        }
        RequirementChoice best = NOTHING;
        double least = Double.MAX_VALUE;
        for (int i = 0; i < count; i++) {
            Requirement required = worthwhile.get(i);
            double alone = search[i] + behind(required, presence[i], facts, free && !startOnly);
            if (alone < least) {
                least = alone;
                best = new RequirementChoice(null, required);
            }
            for (int gate = 0; gate < count && !startOnly; gate++) {
                double both = search[gate] + presence[gate] * alone;
                if (gate != i && both < least) {
                    least = both;
                    best = new RequirementChoice(worthwhile.get(gate), required);
                }
            }
        }
        return best;
    }

    private static double search(Requirement requirement) {
        double more = MORE_COST * (requirement.any().size() - 1);
        return START_COST + LENGTH * Math.min(MOST_COST, LITERAL_COST + more);
    }

    /** How likely it is that one of the strings is in the subject. */
    private static double presence(Requirement requirement) {
        return 1 - Math.exp(-LENGTH * requirement.rate());
    }

    /** What is left to do where a string is found. */
    private static double behind(Requirement requirement, double presence, Facts facts, boolean start) {
        if (facts.precise() && requirement.any().equals(facts.exact())) {
            return 0;
        }
        if (start && requirement.farthest() == requirement.nearest()) {
            return LENGTH * requirement.rate() * TRY_COST;
        }
        double rest = presence * LENGTH * AUTOMATON_COST;
        return start && requirement.farthest() >= 0 ? rest / 2 : rest;
    }
}
