// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The states of a deterministic automaton that were met so far, and where symbols lead from them.
 *
 * <p>A state is where its row begins in the array of transitions, and what is stored there tells where a symbol leads: to
 * another state, to {@link #DEAD}, or nothing yet. The sign tells that there is a match behind the state, before the symbol.
 *
 * <p>Arrays are read without a lock while others write. An element is written once and never changes, so a reader that sees
 * an element still unknown asks {@link LazyDfa} for it, which looks again under its lock. When the array has to grow, what is
 * found from then on is only written to the new one: in the old one, no row leads out of its bounds.
 */
final class DfaTable {

    /** Not known yet. */
    static final int UNKNOWN = 0;

    /** The state that no match follows; others are greater. */
    static final int DEAD = 1;

    /** No room for another state. */
    static final int FULL = Integer.MAX_VALUE;

    /** The bit that tells of a match. */
    static final int MATCH = Integer.MIN_VALUE;

    private static final int STATE_BYTES = 120;

    private static final int FIRST_ROWS = 4;

    /** How many bytes are to be read for each state that is made. */
    private static final long THRIFT = 10;

    /** What a state stands for. */
    private static final class State {

        final int kind;

        final int[] list;

        int selfWeight;

        int selfMatch;

        State(int kind, int[] list) {
            this.kind = kind;
            this.list = list;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof State that && kind == that.kind && Arrays.equals(list, that.list);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(list) + kind;
        }
    }

    /** What the automaton reads. */
    final Symbols symbols;

    /** Where each state's run is found, in its row; 0 for none. */
    final int runColumn;

    /** The states that searches start in, by their kinds, then the rows. To be read anew after each {@link #next}. */
    int[] transitions;

    private @Nullable ByteRun[] runs = new ByteRun[2];

    private int runCount = 1;

    private final int stride;

    private final int maxBytes;

    private int bytes;

    private long read;

    private final List<State> states = new ArrayList<>();

    private final Map<State, Integer> rows = new HashMap<>();

    /**
     * Makes one without states.
     *
     * @param maxBytes how much memory its states may take, about
     */
    DfaTable(Symbols symbols, int maxBytes) {
        this.symbols = symbols;
        this.maxBytes = maxBytes;
        runColumn = symbols.count();
        stride = symbols.count() + 1;
        transitions = new int[Symbols.KINDS + FIRST_ROWS * stride];
    }

    /** What a state runs over; null where that isn't seen yet. Without a lock. */
    @Nullable ByteRun run(int number) {
        @Nullable ByteRun[] known = runs;
        return number < known.length ? known[number] : null;
    }

    /** Whether there were too few bytes read for the states that had to be made. With the lock. */
    boolean isThrashing() {
        return read < THRIFT * states.size();
    }

    /** Gives the state that a search starts in, {@link #FULL} where there is no room. With the lock. */
    int start(int kind, DfaSteps steps) {
        if (transitions[kind] == UNKNOWN) {
            int[] list = steps.start();
            int row = row(list, steps.startKind(kind));
            if (row == FULL) {
                return FULL;
            }
            transitions[kind] = row;
        }
        return transitions[kind];
    }

    /** Gives the state that is the same as one of another table, {@link #FULL} where there is no room. With the lock. */
    int adopt(DfaTable other, int row) {
        State same = other.state(row);
        return row(same.list, same.kind);
    }

    /**
     * Gives where a symbol leads, {@link #FULL} where there is no room. With the lock.
     *
     * @param further how many bytes were read since the last time
     */
    int next(int row, int symbol, DfaSteps steps, int further) {
        read += further;
        int known = transitions[row + symbol];
        if (known != UNKNOWN) {
            return known;
        }
        State state = state(row);
        boolean match = steps.step(state.list, state.kind, symbol);
        int reached = DEAD;
        if (symbols.member(symbol) >= 0) {
            int[] list = steps.reached();
            reached = row(list, steps.kindAfter(state.kind, symbol));
            if (reached == FULL) {
                return FULL;
            }
        }
        int next = match ? reached | MATCH : reached;
        transitions[row + symbol] = next;
        if (reached == row && symbol < symbols.classes()) {
            addSelf(state, row, next, symbol);
        }
        return next;
    }

    private State state(int row) {
        return states.get((row - Symbols.KINDS) / stride);
    }

    private int row(int[] list, int kind) {
        if (list.length == 0) {
            return DEAD;
        }
        State state = new State(kind, list);
        Integer known = rows.get(state);
        if (known != null) {
            return known;
        }
        int size = 4 * (stride + list.length) + STATE_BYTES;
        if (bytes + size > maxBytes) {
            return FULL;
        }
        bytes += size;
        int row = Symbols.KINDS + states.size() * stride;
        states.add(state);
        if (row + stride > transitions.length) {
            transitions = Arrays.copyOf(transitions, 2 * transitions.length);
        }
        rows.put(state, row);
        return row;
    }

    /** Notes that a class of bytes leads from a state to itself. */
    private void addSelf(State state, int row, int next, int symbol) {
        if (state.selfWeight == 0) {
            state.selfMatch = next;
        }
        if (state.selfMatch != next) {
            return;
        }
        state.selfWeight += symbols.weight(symbol);
        if (!ByteRun.isWorthwhile(state.selfWeight)) {
            return;
        }
        int number = transitions[row + runColumn];
        if (number == 0) {
            if (bytes + ByteRun.BYTES > maxBytes) {
                return;
            }
            bytes += ByteRun.BYTES;
            number = runCount++;
            if (number == runs.length) {
                runs = Arrays.copyOf(runs, 2 * number);
            }
        }
        runs[number] = ByteRun.of(transitions, row, next, symbols.classOf);
        transitions[row + runColumn] = number;
    }
}
