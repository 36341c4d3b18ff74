// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

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

    private static final double LOG_OF_TWO = Math.log(2);

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
        return -Math.log(Math.max(LEAST_RATE, rate())) / LOG_OF_TWO;
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

    /** Whether another one asks for the same strings, elsewhere maybe. */
    boolean hasSameStrings(Requirement other) {
        return any.size() == other.any.size() && any.equals(other.any);
    }

    /** Whether it tells more of where a match starts than another one with the same strings. */
    boolean isCloser(Requirement other) {
        if (farthest < 0 || other.farthest < 0) {
            return other.farthest < 0 && (farthest >= 0 || nearest > other.nearest);
        }
        return farthest - nearest < other.farthest - other.nearest;
    }

    Requirement or(Requirement other) {
        List<Literal> both = new ArrayList<>(any);
        both.addAll(other.any);
        int far = farthest < 0 || other.farthest < 0 ? Facts.UNBOUNDED : Math.max(farthest, other.farthest);
        return new Requirement(Literals.distinct(both), Math.min(nearest, other.nearest), far);
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
        if (any.size() == 1 || any.size() > MOST_COMPARED || areAlike(any)) {
            return this;
        }
        List<Literal> distinct = Literals.distinct(any);
        List<Literal> kept = new ArrayList<>();
        int grown = 0;
        for (int i = 0; i < distinct.size(); i++) {
            int more = grows(distinct, i);
            if (more < 0) {
                kept.add(distinct.get(i));
            }
            grown = Math.max(grown, more);
        }
        return kept.size() == any.size()
                ? this
                : new Requirement(kept, nearest, farthest < 0 ? farthest : Facts.capped((long) farthest + grown));
    }

    /** By how much one is longer than another that is within it; -1 where there is none. They are distinct. */
    private static int grows(List<Literal> literals, int which) {
        Literal literal = literals.get(which);
        int grown = -1;
        for (int i = 0; i < literals.size(); i++) {
            Literal other = literals.get(i);
            int more = literal.length() - other.length();
            if (i != which && more > grown && other.isWithin(literal)) {
                grown = more;
            }
        }
        return grown;
    }

    /** Whether none can be within another, since all have the same length and the same case. */
    private static boolean areAlike(List<Literal> literals) {
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
