// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of all matches of a pattern, or of a part of one. Never says more than what holds, may say less.
 *
 * @param min the fewest bytes
 * @param max the most; {@link #UNBOUNDED} for no limit
 * @param first bytes a match may start with, the empty match aside
 * @param exact all strings that match, if they are few; null else
 * @param precise each of {@code exact} does match, wherever it stands, and in the order of preference
 * @param prefixes each match starts with one of them
 * @param suffixes each match ends with one of them
 * @param required each match has one string of each
 */
record Facts(
        int min,
        int max,
        ByteSet first,
        @Nullable List<Literal> exact,
        boolean precise,
        List<Literal> prefixes,
        List<Literal> suffixes,
        List<Requirement> required) {

    static final int UNBOUNDED = -1;

    private static final int MOST_REQUIRED = 6;

    /** Of what matches without consuming, maybe not everywhere. */
    static final Facts PLACE = new Facts(
            0,
            0,
            ByteSet.NONE,
            Literals.NOTHING_KNOWN,
            false,
            Literals.NOTHING_KNOWN,
            Literals.NOTHING_KNOWN,
            List.of());

    static final Facts EMPTY = of(Literals.NOTHING_KNOWN, ByteSet.NONE, 0, 0);

    /** Of what never matches. */
    static final Facts NEVER = of(List.of(), ByteSet.NONE, 0, 0);

    static int capped(long length) {
        return (int) Math.min(length, Integer.MAX_VALUE / 2);
    }

    /** Of what takes some bytes, nobody knows which. */
    static Facts unknown(int min, int max) {
        return new Facts(min, max, ByteSet.ALL, null, false, Literals.NOTHING_KNOWN, Literals.NOTHING_KNOWN, List.of());
    }

    static Facts of(Literal literal) {
        ByteSet first =
                literal.isEmpty() ? ByteSet.NONE : ByteSet.of(literal.text().charAt(0));
        return of(List.of(literal), literal.caseless() ? first.caseless() : first, literal.length(), literal.length());
    }

    static Facts of(List<Literal> exact, ByteSet first, int min, int max) {
        return new Facts(min, max, first, exact, true, exact, exact, List.of());
    }

    boolean isNever() {
        return exact != null && exact.isEmpty();
    }

    /** The same, of what doesn't match wherever the strings say so, or in another order. */
    Facts imprecise() {
        return precise ? new Facts(min, max, first, exact, false, prefixes, suffixes, required) : this;
    }

    Facts withRequired(List<Requirement> more) {
        return new Facts(min, max, first, exact, precise, prefixes, suffixes, more);
    }

    /** Of one part and another behind it. */
    Facts then(Facts next) {
        if (this == EMPTY || next == EMPTY) {
            return this == EMPTY ? next : this;
        }
        if (isNever() || next.isNever()) {
            return NEVER;
        }
        int least = capped((long) min + next.min);
        int most = max < 0 || next.max < 0 ? UNBOUNDED : capped((long) max + next.max);
        ByteSet start = min == 0 ? first.or(next.first) : first;
        List<Requirement> requirements = new ArrayList<>(required);
        for (Requirement requirement : next.required) {
            requirements.add(requirement.behind(min, max));
        }
        List<Literal> front = exact;
        List<Literal> back = next.exact;
        List<Literal> products = front == null || back == null ? null : Literals.product(front, back);
        if (front != null && back != null && products != null) {
            boolean both = precise && next.precise && Literals.join(front, back);
            return new Facts(least, most, start, products, both, products, products, requirements);
        }
        requireMiddle(next, requirements);
        front = front == null ? prefixes : orElse(Literals.product(front, next.prefixes), front);
        back = back == null ? next.suffixes : orElse(Literals.product(suffixes, back), back);
        return new Facts(
                least,
                most,
                start,
                null,
                false,
                Literals.trimmed(front, true),
                Literals.trimmed(back, false),
                fewest(requirements));
    }

    /** What stands where two parts meet, and each part that is a few strings. */
    private void requireMiddle(Facts next, List<Requirement> requirements) {
        List<Literal> middle =
                Literals.product(Literals.trimmed(suffixes, false), Literals.trimmed(next.prefixes, true));
        if (middle != null) {
            addRequired(requirements, middle, capped(max < 0 ? 0 : max), false);
        }
        if (middle == null || exact != null || next.exact != null) {
            addRequired(requirements, suffixes, lastStart(suffixes), false);
            addRequired(requirements, next.prefixes, capped(max < 0 ? 0 : max), true);
        }
    }

    /** The farthest that a string begins which ends where a match does; of no meaning where matches have no limit. */
    private int lastStart(List<Literal> ends) {
        int shortest = Integer.MAX_VALUE;
        for (Literal literal : ends) {
            shortest = Math.min(shortest, literal.length());
        }
        return Math.max(0, max - shortest);
    }

    private void addRequired(List<Requirement> to, List<Literal> any, int end, boolean behind) {
        if (!Literals.hasEmpty(any)) {
            int longest = 0;
            for (int i = 0; i < any.size(); i++) {
                longest = Math.max(longest, any.get(i).length());
            }
            to.add(new Requirement(any, behind ? min : Math.max(0, min - longest), max < 0 ? UNBOUNDED : end)
                    .reduced());
        }
    }

    private static List<Literal> orElse(@Nullable List<Literal> first, List<Literal> second) {
        return first == null ? second : first;
    }

    /** Of one or the other. */
    Facts or(Facts other) {
        if (isNever() || other.isNever()) {
            return isNever() ? other : this;
        }
        int most = max < 0 || other.max < 0 ? UNBOUNDED : Math.max(max, other.max);
        List<Literal> union = exact == null || other.exact == null ? null : Literals.union(exact, other.exact);
        Requirement mine = best();
        Requirement others = other.best();
        List<Requirement> either = List.of();
        if (union == null
                && mine != null
                && others != null
                && mine.any().size() + others.any().size() < Literals.MOST) {
            either = List.of(mine.or(others).reduced());
        }
        return new Facts(
                Math.min(min, other.min),
                most,
                first.or(other.first),
                union,
                precise && other.precise,
                union == null ? orElse(Literals.union(prefixes, other.prefixes), Literals.NOTHING_KNOWN) : union,
                union == null ? orElse(Literals.union(suffixes, other.suffixes), Literals.NOTHING_KNOWN) : union,
                either);
    }

    /** The requirement that is most worth looking for; null where nothing is required. */
    @Nullable Requirement best() {
        Requirement best = null;
        double most = 0;
        for (Requirement requirement : all()) {
            double worth = requirement.worth();
            if (best == null || worth > most) {
                best = requirement;
                most = worth;
            }
        }
        return best;
    }

    /** All requirements, how a match starts and ends among them. */
    List<Requirement> all() {
        List<Requirement> all = new ArrayList<>(required);
        if (!Literals.hasEmpty(prefixes)) {
            all.add(new Requirement(prefixes, 0, 0).reduced());
        }
        if (exact == null) {
            addRequired(all, suffixes, lastStart(suffixes), false);
        }
        return distinct(all);
    }

    private static List<Requirement> fewest(List<Requirement> requirements) {
        if (requirements.size() <= MOST_REQUIRED) {
            return requirements;
        }
        List<Requirement> distinct = distinct(requirements);
        if (distinct.size() <= MOST_REQUIRED) {
            return distinct;
        }
        distinct.sort((a, b) -> Double.compare(b.worth(), a.worth()));
        return new ArrayList<>(distinct.subList(0, MOST_REQUIRED));
    }

    /** Without those that ask for no more than another one does. */
    private static List<Requirement> distinct(List<Requirement> requirements) {
        List<Requirement> distinct = new ArrayList<>();
        for (Requirement requirement : requirements) {
            boolean known = false;
            for (int i = 0; i < distinct.size() && !known; i++) {
                Requirement other = distinct.get(i);
                known = other.hasSameStrings(requirement);
                if (known && requirement.isCloser(other)) {
                    distinct.set(i, requirement);
                }
            }
            if (!known) {
                distinct.add(requirement);
            }
        }
        return distinct;
    }
}
