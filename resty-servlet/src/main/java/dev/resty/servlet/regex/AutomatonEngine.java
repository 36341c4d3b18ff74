// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/**
 * Searches for a regular pattern in linear time: an automaton that reads from left to right tells where the leftmost match
 * ends, or that there is none; one that reads from there to the left tells where it starts; what groups matched is found
 * between. Where an automaton gives up, all is left to {@link PikeVm}. Safe for concurrent use.
 */
final class AutomatonEngine implements Engine {

    /** How many instructions a program may have; what counted repetitions and ranges of characters need more for isn't ours. */
    private static final int MAX_SIZE = 16_384;

    /** How much memory the states of each of the two automata may take. */
    private static final int MAX_BYTES = 512 << 10;

    private final Program program;

    private final MatchShape shape;

    private final ForwardSearch forward;

    private final BackwardSearch backward;

    private final Captures captures;

    private final PikeVm pikeVm;

    private final boolean startKnown;

    /** Matches end where the subject does, or maybe before a newline that is its last byte. */
    private final boolean endKnown;

    private final boolean endsSubject;

    private final int maxBytes;

    private volatile @Nullable ForwardSearch anchored;

    private volatile @Nullable ForwardSearch longest;

    private AutomatonEngine(Program program, MatchShape shape, int maxBytes) {
        this.program = program;
        this.shape = shape;
        this.maxBytes = maxBytes;
        startKnown = shape.startsAt(Anchor.SUBJECT_START) || shape.startsAt(Anchor.SEARCH_START);
        endsSubject = shape.endsAt(Anchor.SUBJECT_END);
        endKnown = !startKnown && (endsSubject || shape.endsAt(Anchor.LAST_LINE_END));
        forward = new ForwardSearch(LazyDfa.forward(program, !startKnown, maxBytes));
        backward = new BackwardSearch(LazyDfa.backward(program, maxBytes));
        captures = new Captures(program);
        pikeVm = new PikeVm(program);
    }

    /** Makes the engine of a pattern; null for one that is irregular or too large, for which there is the backtracker. */
    static @Nullable AutomatonEngine of(ParsedPattern pattern) {
        return of(pattern.root(), pattern.groupCount(), MAX_BYTES);
    }

    static @Nullable AutomatonEngine of(Node root, int groupCount, int maxBytes) {
        Program program = program(root, groupCount);
        return program == null ? null : new AutomatonEngine(program, MatchShape.of(root), maxBytes);
    }

    /** What the engine of a pattern would search by; null for one that is irregular or too large. */
    static @Nullable Program program(ParsedPattern pattern) {
        return program(pattern.root(), pattern.groupCount());
    }

    private static @Nullable Program program(Node root, int groupCount) {
        return Analysis.isRegular(root) ? ProgramBuilder.forward(root, groupCount, MAX_SIZE) : null;
    }

    /** What it searches by. */
    Program program() {
        return program;
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        if (from != begin && shape.startsAt(Anchor.SUBJECT_START)) {
            return false;
        }
        boolean exists = groups.length == 0;
        int start;
        int matchEnd = end;
        if (endKnown && (endsSubject || from == end || bytes[end - 1] != '\n')) {
            start = backward.find(bytes, begin, end, from, end, exists);
        } else {
            matchEnd = forward.find(bytes, begin, end, from, exists);
            start = exists || matchEnd < 0 ? matchEnd : start(bytes, begin, end, from, matchEnd);
        }
        if (start == LazyDfa.NONE) {
            return false;
        }
        if (start == LazyDfa.GAVE_UP) {
            return pikeVm.find(bytes, begin, end, from, groups);
        }
        if (!exists && !captures.match(bytes, begin, end, from, start, matchEnd, groups)) {
            throw new IllegalStateException("the automata found a match where there is none");
        }
        return true;
    }

    /**
     * Tells whether a match starts at a place; for patterns that don't ask where the search started.
     *
     * @param groups as for {@link #find}
     * @return 1 for yes; {@link LazyDfa#NONE} or {@link LazyDfa#GAVE_UP}
     */
    int matchAt(byte[] bytes, int begin, int end, int at, int[] groups) {
        ForwardSearch search = anchored;
        if (search == null) {
            search = new ForwardSearch(LazyDfa.forward(program, false, maxBytes));
            anchored = search;
        }
        int matchEnd = search.find(bytes, begin, end, at, groups.length == 0);
        if (matchEnd < 0) {
            return matchEnd;
        }
        if (groups.length > 0 && !captures.match(bytes, begin, end, at, at, matchEnd, groups)) {
            throw new IllegalStateException("the automaton found a match where there is none");
        }
        return 1;
    }

    /**
     * Finds the longest of the matches that start at a place where one does.
     *
     * @return where it ends; {@link LazyDfa#GAVE_UP}
     */
    int longestEnd(byte[] bytes, int begin, int end, int start) {
        ForwardSearch search = longest;
        if (search == null) {
            search = new ForwardSearch(LazyDfa.longest(program, maxBytes));
            longest = search;
        }
        return search.find(bytes, begin, end, start, false);
    }

    private int start(byte[] bytes, int begin, int end, int from, int matchEnd) {
        if (startKnown) {
            return from;
        }
        if (shape.length() != MatchShape.VARIES) {
            return matchEnd - shape.length();
        }
        return backward.find(bytes, begin, end, from, matchEnd, false);
    }
}
