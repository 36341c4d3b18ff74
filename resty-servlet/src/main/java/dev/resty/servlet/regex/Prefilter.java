// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/**
 * What of a pattern's {@link Facts} is asked of a subject before an automaton reads it: its length, literals that must be
 * there, where a match can start. Immutable.
 */
final class Prefilter {

    /** Literals that are met more often than once in 32 bytes aren't worth looking for. */
    private static final double LEAST_BITS = 5;

    private static final double WORTH_OF_KNOWN_START = 3;

    private static final double WORTH_OF_BOUNDED_START = 1.5;

    /** The fewest bytes a match has. */
    final int min;

    /** A match starts at most so many bytes before the subject's end; -1 where that isn't known. */
    final int tail;

    /** Whether a match starts only where the subject starts. */
    final boolean startOnly;

    /** Whether a match starts only where the search does, for one reason or the other. */
    final boolean anchored;

    /** What an anchored match starts with; null where it may be empty. */
    final @Nullable ByteSet first;

    /** Finds literals that each match needs; null where there are none that are worth it. */
    final @Nullable LiteralFinder finder;

    /** The least distance of such a literal from a match's start. */
    final int nearest;

    /** The greatest; {@link Facts#UNBOUNDED} for no limit. */
    final int farthest;

    /** Whether each literal's place tells the only place where its match can start. */
    final boolean startKnown;

    /** The length of the literal that is the whole pattern; -1 where it isn't one. */
    final int literal;

    /** Whether each literal is a match. */
    final boolean decides;

    Prefilter(Node root, Facts facts, boolean regular) {
        boolean free = !Analysis.asksForSearchStart(root);
        MatchShape shape = regular ? MatchShape.of(root) : new MatchShape(MatchShape.VARIES, 0, 0);
        min = facts.min();
        tail = free && regular ? tail(facts, shape) : -1;
        startOnly = free && Analysis.startsSubject(root);
        anchored = startOnly || shape.startsAt(Anchor.SEARCH_START);
        first = anchored && min > 0 ? facts.first() : null;
        Requirement required = anchored && !startOnly ? null : best(facts, free);
        boolean known = required != null && required.nearest() == required.farthest() && free && regular;
        finder = required == null ? null : LiteralFinder.of(required.any(), known);
        nearest = required == null ? 0 : required.nearest();
        farthest = required == null || !free || startOnly ? Facts.UNBOUNDED : required.farthest();
        startKnown = known && finder != null && finder.isExact() && !startOnly;
        decides = facts.precise()
                && finder != null
                && required != null
                && required.any().equals(facts.exact());
        boolean one = required != null && required.any().size() == 1;
        literal = decides && one && finder != null && finder.isExact() ? min : -1;
    }

    private static int tail(Facts facts, MatchShape shape) {
        if (facts.max() < 0) {
            return -1;
        }
        return shape.endsAt(Anchor.SUBJECT_END)
                ? facts.max()
                : shape.endsAt(Anchor.LAST_LINE_END) ? facts.max() + 1 : -1;
    }

    private @Nullable Requirement best(Facts facts, boolean free) {
        Requirement best = null;
        double most = -1;
        for (Requirement requirement : facts.all()) {
            if (startOnly && requirement.farthest() >= 0 || requirement.bits() < LEAST_BITS) {
                continue;
            }
            double worth = requirement.worth();
            if (free && requirement.farthest() >= 0) {
                worth +=
                        requirement.farthest() == requirement.nearest() ? WORTH_OF_KNOWN_START : WORTH_OF_BOUNDED_START;
            }
            if (worth > most) {
                most = worth;
                best = requirement;
            }
        }
        return best;
    }
}
