// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/**
 * A pattern as a tree, over bytes: options, case and UTF-8 are resolved, so that a character of a UTF-8 pattern is a choice
 * of sequences of bytes. What is {@link Irregular} can't be matched in linear time in general, and is left to the
 * backtracker.
 */
sealed interface Node {

    /** What needs the backtracker. */
    sealed interface Irregular extends Node {}

    /** How much a repetition takes. */
    enum Greed {
        GREEDY,
        LAZY,
        POSSESSIVE
    }

    /** Matches nothing, everywhere. */
    record Empty() implements Node {}

    /** One byte of a set; of the empty set, never matches. */
    record OneByte(ByteSet set) implements Node {}

    /** One after another. */
    record Sequence(List<Node> parts) implements Node {}

    /** Alternatives, the first that leads to a match wins. */
    record Choice(List<Node> options) implements Node {}

    /**
     * A repetition. A possessive one is irregular, though not by its type.
     *
     * @param max the most times; {@link #UNBOUNDED} for no limit
     */
    record Repeat(Node body, int min, int max, Greed greed) implements Node {

        static final int UNBOUNDED = -1;
    }

    /** A capturing group. Several can have the same number, in branch resets. */
    record Capture(int group, Node body) implements Node {}

    /** A place. */
    record Assertion(Anchor anchor) implements Node {}

    /** {@code \K}: the match is reported as if it started here. */
    record KeepOut() implements Node {}

    /** Once matched, not tried in another way. */
    record Atomic(Node body) implements Irregular {}

    /** What follows, or precedes, does or doesn't match. What a negative one captures is forgotten. */
    record Look(boolean behind, boolean negative, Node body) implements Irregular {}

    /** What the first of some groups that took part has matched; where none did, no match. */
    record BackReference(List<Integer> groups, boolean caseless, boolean utf) implements Irregular {}

    /** A group's pattern once more, 0 for the whole; atomic, and its captures are forgotten. */
    record Recursion(int group) implements Irregular {}

    /** One of two, by a condition. */
    record Conditional(Condition condition, Node yes, Node no) implements Irregular {}

    /** {@code \X}. */
    record Grapheme() implements Irregular {}

    /** A verb that controls backtracking. */
    record Verb(Kind kind, String name) implements Irregular {

        enum Kind {
            ACCEPT,
            FAIL,
            MARK,
            COMMIT,
            PRUNE,
            SKIP,
            THEN
        }
    }

    /** What a {@link Conditional} asks. */
    sealed interface Condition {

        /** Whether one of the groups took part. */
        record Took(List<Integer> groups) implements Condition {}

        /** Whether it is matched by a recursion into a group; 0 for the whole pattern, -1 for any. */
        record Recursing(int group) implements Condition {}

        /** {@code DEFINE}: never. */
        record Never() implements Condition {}

        /** Whether what follows or precedes matches. */
        record Sees(Look look) implements Condition {}
    }
}
