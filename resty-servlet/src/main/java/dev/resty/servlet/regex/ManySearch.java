// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Up to 64 regular patterns in one automaton: one pass tells which of them have a match anywhere in a subject. States are
 * made when a search meets them, within a bound of memory; where too many of them are needed, it gives up, and says that all
 * may match. Safe for concurrent use.
 *
 * <p>A state is the instructions that can be reached, and the patterns that match before the last byte read. It is where its
 * row begins in an array; what is stored there for a symbol is the next state, negative if patterns match or none can any more.
 * Arrays are read without a lock, as those of {@link DfaTable} are: a larger one takes over what is known, and the smaller one
 * is no longer written to.
 */
final class ManySearch {

    /** How many patterns there can be. */
    static final int MOST = Long.SIZE;

    /** What is told of patterns when it gives up. */
    static final long ALL = -1;

    private static final int UNKNOWN = 0;

    private static final int FIRST_ROWS = 8;

    private static final int STATE_BYTES = 140;

    /** How many bytes are to be read for each state that is made, lest there are too many. */
    private static final long THRIFT = 200;

    /** What a state stands for. */
    private record State(int kind, long matches, int hash, int[] list) {

        static State of(int kind, long matches, int[] list) {
            return new State(kind, matches, (Arrays.hashCode(list) * 31 + kind) * 31 + Long.hashCode(matches), list);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof State that
                    && hash == that.hash
                    && kind == that.kind
                    && matches == that.matches
                    && Arrays.equals(list, that.list);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    private final Symbols symbols;

    private final DfaSteps steps;

    /** Behind the symbols of a row: the state's number, from 1. */
    private final int numberColumn;

    private final int stride;

    private final int maxBytes;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile boolean tooManyStates;

    private volatile Generation current;

    /**
     * Makes one.
     *
     * @param programs of the patterns
     * @param unanchored whether matches may start at each place, and not only where the subject starts
     * @param maxBytes how much memory the states may take, about
     */
    ManySearch(List<Program> programs, boolean unanchored, int maxBytes) {
        Program program = Program.anyOf(programs);
        symbols = new Symbols(program, false);
        steps = new DfaSteps(program, symbols, unanchored, false);
        numberColumn = symbols.count();
        stride = numberColumn + 1;
        this.maxBytes = maxBytes;
        current = new Generation();
    }

    /**
     * Which patterns have a match, a bit for each, those of the others being undefined; {@link #ALL} where it gave up.
     *
     * @param wanted the patterns that are asked for
     */
    long find(byte[] bytes, int begin, int end, long wanted) {
        if (tooManyStates) {
            return ALL;
        }
        Generation known = current;
        int[] next = known.next;
        int kind = symbols.startKind(bytes, begin, begin);
        int row = next[kind];
        if (row == UNKNOWN) {
            row = start(known, kind);
            next = known.next;
        }
        byte[] classOf = symbols.classOf;
        boolean newline = symbols.tellsFinalNewline() && begin < end && bytes[end - 1] == '\n';
        int limit = newline ? end - 1 : end;
        long found = 0;
        int noted = begin;
        int at = begin;
        while (true) {
            int symbol =
                    at < limit ? classOf[bytes[at] & 0xff] & 0xff : at < end ? symbols.finalNewline() : symbols.end();
            int reached = next[row + symbol];
            if (reached == UNKNOWN) {
                reached = step(known, row, symbol, at - noted);
                if (reached == UNKNOWN) {
                    return ALL;
                }
                next = known.next;
                noted = at;
            }
            if (reached < 0) {
                reached = -reached;
                State state = state(known, next, reached);
                found |= state.matches;
                if ((found & wanted) == wanted || state.list.length == 0) {
                    return found;
                }
            }
            if (at++ == end) {
                return found;
            }
            row = reached;
        }
    }

    private State state(Generation of, int[] next, int row) {
        int number = next[row + numberColumn];
        @Nullable State[] known = of.states;
        State state = number < known.length ? known[number] : null;
        if (state != null) {
            return state;
        }
        lock.lock();
        try {
            return of.state(row);
        } finally {
            lock.unlock();
        }
    }

    private int start(Generation of, int kind) {
        lock.lock();
        try {
            if (of.next[kind] == UNKNOWN) {
                int[] list = steps.start();
                of.next[kind] = of.row(State.of(steps.startKind(kind), 0, list));
            }
            return of.next[kind];
        } finally {
            lock.unlock();
        }
    }

    /** Finds where a symbol leads; {@link #UNKNOWN} where there is no room. */
    private int step(Generation of, int row, int symbol, int further) {
        lock.lock();
        try {
            of.read += further;
            if (of.next[row + symbol] != UNKNOWN) {
                return of.next[row + symbol];
            }
            State state = of.state(row);
            steps.step(state.list, state.kind, symbol);
            long matches = steps.matches();
            int[] list = symbols.member(symbol) < 0 ? new int[0] : steps.reached();
            int kind = list.length == 0 ? Symbols.OTHER : steps.kindAfter(state.kind, symbol);
            if (of.bytes > maxBytes) {
                renew(of);
                return UNKNOWN;
            }
            int reached = of.row(State.of(kind, matches, list));
            of.next[row + symbol] = matches == 0 && list.length > 0 ? reached : -reached;
            return of.next[row + symbol];
        } finally {
            lock.unlock();
        }
    }

    private void renew(Generation full) {
        if (full == current) {
            tooManyStates = full.read < THRIFT * full.count;
            current = new Generation();
        }
    }

    /** Whether it has given up for good, since states had to be made all the time. */
    boolean hasTooManyStates() {
        return tooManyStates;
    }

    /** The states of a time; all but reading its arrays is with the lock. */
    private final class Generation {

        int[] next = new int[Symbols.KINDS + FIRST_ROWS * stride];

        @Nullable State[] states = new State[FIRST_ROWS];

        final Map<State, Integer> rows = new HashMap<>();

        int count;

        int bytes;

        long read;

        State state(int row) {
            return Objects.requireNonNull(states[next[row + numberColumn]], "a row has a state");
        }

        int row(State state) {
            Integer known = rows.get(state);
            if (known != null) {
                return known;
            }
            int row = Symbols.KINDS + count * stride;
            if (++count == states.length) {
                states = Arrays.copyOf(states, 2 * count);
                next = Arrays.copyOf(next, Symbols.KINDS + 2 * count * stride);
            }
            states[count] = state;
            next[row + numberColumn] = count;
            bytes += Integer.BYTES * (stride + state.list.length) + STATE_BYTES;
            rows.put(state, row);
            return row;
        }
    }
}
