// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/**
 * What of a pattern's {@link Facts} is asked of a subject before an automaton reads it: its length, literals that must be
 * there, where a match can start. Immutable.
 */
final class Prefilter {

    private static final int ANYWHERE = Integer.MAX_VALUE;

    /** Whether subjects have to be checked for being UTF-8. */
    final boolean checked;

    /** Whether a search that starts later than it was asked to must not start within a character of UTF-8. */
    private final boolean utf;

    /** The fewest bytes a match has. */
    final int min;

    /** A match starts at most so many bytes before the subject's end; {@link #ANYWHERE} where that isn't known. */
    final int tail;

    /** Whether a match starts only where the subject starts. */
    final boolean startOnly;

    /** Whether a match starts only where the search does, for one reason or the other. */
    final boolean anchored;

    /** What an anchored match starts with; null where it may be empty. */
    final @Nullable ByteSet first;

    /** What is asked first: where a search begins, for matches that start nowhere else, or for a literal. */
    final PlaceFinder look;

    /** The least distance from a match's start to the place that is asked for first. */
    final int lookNearest;

    /** Finds literals that each match needs; null where there are none that are worth it. Maybe what was asked first. */
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

    Prefilter(ParsedPattern parsed, Facts facts, boolean regular) {
        Node root = parsed.root();
        checked = parsed.checked();
        utf = parsed.utf();
        boolean free = !Analysis.asksForSearchStart(root);
        MatchShape shape = regular ? MatchShape.of(root) : new MatchShape(MatchShape.VARIES, 0, 0);
        min = facts.min();
        tail = free && regular ? tail(facts, shape) : ANYWHERE;
        startOnly = free && Analysis.startsSubject(root);
        anchored = startOnly || shape.startsAt(Anchor.SEARCH_START);
        first = anchored && min > 0 ? facts.first() : null;
        RequirementChoice choice =
                anchored && !startOnly ? RequirementChoice.NOTHING : RequirementChoice.of(facts, free, startOnly);
        Requirement required = choice.required();
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
        Requirement gate = choice.gate();
        PlaceFinder cheap = gate == null ? finder : LiteralFinder.of(gate.any(), false);
        if (anchored || cheap == null) {
            look = PlaceFinder.startingWith(first);
            lookNearest = 0;
        } else {
            look = cheap;
            lookNearest = gate == null ? nearest : gate.nearest();
        }
    }

    private static int tail(Facts facts, MatchShape shape) {
        if (facts.max() < 0) {
            return ANYWHERE;
        }
        return shape.endsAt(Anchor.SUBJECT_END)
                ? facts.max()
                : shape.endsAt(Anchor.LAST_LINE_END) ? facts.max() + 1 : ANYWHERE;
    }

    /** The place, or in UTF-8 the first character's behind it that it isn't in the midst of. */
    int characterFrom(byte[] bytes, int place, int end) {
        int at = place;
        while (utf && at < end && (bytes[at] & 0xc0) == 0x80) {
            at++;
        }
        return at;
    }
}
