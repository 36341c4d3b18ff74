// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Strings one of which is in every match, or behind it where the pattern looks ahead.
 *
 * @param any the strings; of none, there is no match
 * @param nearest the least distance from the match's start to the string's
 * @param farthest the greatest; {@link Facts#UNBOUNDED} for no limit
 * @param rate how often one of the strings is met at a place of a subject
 */
record Requirement(List<Literal> any, int nearest, int farthest, double rate) {

    private static final int MOST_COMPARED = 24;

    /** A pair of rare bytes and more all count as this. */
    private static final double LEAST_RATE = 1e-6;

    Requirement(List<Literal> any, int nearest, int farthest) {
        this(any, nearest, farthest, rateOf(any));
    }

    private static double rateOf(List<Literal> any) {
        double rate = 0;
        for (int i = 0; i < any.size(); i++) {
            rate += any.get(i).rate();
        }
        return rate;
    }

    /** How surprising it is to meet one of the strings at a place of a subject, in bits. */
    double bits() {
        return -Math.log(Math.max(LEAST_RATE, rate())) / Math.log(2);
    }

    /** How much is gained by looking for it: bits, less the more strings there are, more if they tell where a match starts. */
    double worth() {
        double start = farthest == nearest ? 1 : farthest >= 0 ? 0.5 : 0;
        return bits() + start - 0.5 * Math.log(1 + any.size());
    }

    /** Whether one of the other's strings is within each of these. */
    boolean implies(Requirement other) {
        for (Literal literal : any) {
            boolean within = false;
            for (int i = 0; i < other.any.size() && !within; i++) {
                within = other.any.get(i).isWithin(literal);
            }
            if (!within) {
                return false;
            }
        }
        return true;
    }

    Requirement or(Requirement other) {
        List<Literal> both = new ArrayList<>(any);
        both.addAll(other.any);
        int far = farthest < 0 || other.farthest < 0 ? Facts.UNBOUNDED : Math.max(farthest, other.farthest);
        return new Requirement(both, Math.min(nearest, other.nearest), far);
    }

    /** The same, of a pattern with something in front. */
    Requirement behind(int least, int most) {
        int far = farthest < 0 || most < 0 ? Facts.UNBOUNDED : Facts.capped((long) farthest + most);
        return new Requirement(any, Facts.capped((long) nearest + least), far, rate);
    }

    /**
     * Without strings that another one is within. A string that is left out begins no earlier than the one that stays, so
     * distances grow by at most its length.
     */
    Requirement reduced() {
        if (any.size() == 1) {
            return this;
        }
        Set<Literal> distinct = new LinkedHashSet<>(any);
        if (distinct.size() > MOST_COMPARED || areAlike(distinct)) {
            return new Requirement(List.copyOf(distinct), nearest, farthest);
        }
        List<Literal> kept = new ArrayList<>();
        int grown = 0;
        for (Literal literal : distinct) {
            boolean covered = false;
            for (Literal other : distinct) {
                if (other != literal && other.length() <= literal.length() && other.isWithin(literal)) {
                    covered = true;
                    grown = Math.max(grown, literal.length() - other.length());
                }
            }
            if (!covered) {
                kept.add(literal);
            }
        }
        return new Requirement(kept, nearest, farthest < 0 ? farthest : Facts.capped((long) farthest + grown));
    }

    /** Whether none can be within another, since all have the same length and the same case. */
    private static boolean areAlike(Set<Literal> literals) {
        Literal first = null;
        for (Literal literal : literals) {
            if (first == null) {
                first = literal;
            } else if (literal.length() != first.length() || literal.caseless() != first.caseless()) {
                return false;
            }
        }
        return true;
    }
}
