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
 * <p>A state is where its row begins in the array of transitions. What is stored there for a symbol tells where that leads:
 * to nothing known yet, to {@link #DEAD}, or to a state. It is negative if there is more to tell: that there is a match behind
 * the state, before the symbol, or that the state led to runs over most bytes. So one comparison finds out what is ordinary.
 *
 * <p>Arrays are read without a lock while others write. An element that is known only ever changes to tell of a run, so a
 * reader that sees an old one goes on all the same; one that finds it unknown asks {@link LazyDfa}, which looks again under its
 * lock. When the array has to grow, what is found from then on is only written to the new one: in the old one, nothing leads
 * out of its bounds.
 */
final class DfaTable {

    /** Not known yet. */
    static final int UNKNOWN = 0;

    /** The state that no match follows; others are greater. */
    static final int DEAD = 1;

    /** No room for another state. */
    static final int FULL = Integer.MAX_VALUE;

    /** The bit that tells of a match, of a negative element. */
    static final int MATCH = 1 << 30;

    /** The bit that tells of a run, of a negative element. */
    static final int RUN = 1 << 29;

    /** The bits that tell the state. */
    static final int STATE = RUN - 1;

    private static final int NEGATIVE = 1 << 31;

    private static final int STATE_BYTES = 120;

    private static final int RUN_BYTES = 300;

    private static final int FIRST_ROWS = 4;

    /** How many bytes are to be read for each state that is made. */
    private static final long THRIFT = 10;

    /** How much of what is met has to lead to a state itself before the rest of its row is looked at. */
    private static final float ENOUGH = 0.5f;

    /** What a state stands for. */
    private static final class State {

        final int kind;

        final int[] list;

        float selfRate;

        float otherRate;

        int self;

        boolean complete;

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

    /** The states that searches start in, by their kinds, then the rows. To be read anew after each {@link #next}. */
    int[] transitions;

    private @Nullable ByteRun[] runs = new ByteRun[2];

    private int runCount = 1;

    private final int stride;

    /** Behind the symbols of a row: the number of its run, 0 for none. */
    private final int runColumn;

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
        stride = runColumn + 1;
        transitions = new int[Symbols.KINDS + FIRST_ROWS * stride];
    }

    /** What a state runs over that was told to run, by an array of transitions; null where that isn't seen yet. No lock. */
    @Nullable ByteRun run(int[] of, int row) {
        int number = of[row + runColumn];
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
        int next = find(state, row, symbol, steps);
        if (next == FULL || symbol >= symbols.classes()) {
            return next;
        }
        if (!state.complete && state.selfRate > ENOUGH && ByteRun.isWorthwhile(state.otherRate)) {
            state.complete = true;
            complete(state, row, steps);
        }
        return transitions[row + symbol];
    }

    private int find(State state, int row, int symbol, DfaSteps steps) {
        boolean match = steps.step(state.list, state.kind, symbol);
        int reached = DEAD;
        if (symbols.member(symbol) >= 0) {
            int[] list = steps.reached();
            reached = row(list, steps.kindAfter(state.kind, symbol));
            if (reached == FULL) {
                return FULL;
            }
        }
        int next = match ? reached | NEGATIVE | MATCH : reached;
        if (reached > DEAD && transitions[reached + runColumn] != 0) {
            next |= NEGATIVE | RUN;
        }
        transitions[row + symbol] = next;
        if (symbol < symbols.classes()) {
            if (reached == row && (state.selfRate == 0 || state.self == next)) {
                state.self = next;
                state.selfRate += symbols.rate(symbol);
            } else {
                state.otherRate += symbols.rate(symbol);
            }
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
        if (!takes(4 * (stride + list.length) + STATE_BYTES)) {
            return FULL;
        }
        int row = Symbols.KINDS + states.size() * stride;
        states.add(state);
        if (row + stride > transitions.length) {
            transitions = Arrays.copyOf(transitions, 2 * transitions.length);
        }
        rows.put(state, row);
        return row;
    }

    private boolean takes(int more) {
        if (bytes + more > maxBytes) {
            return false;
        }
        bytes += more;
        return true;
    }

    /** Finds the rest of a row that seems to be worth a run, and makes it one if it is. */
    private void complete(State state, int row, DfaSteps steps) {
        for (int symbol = 0; symbol < symbols.classes(); symbol++) {
            if (transitions[row + symbol] == UNKNOWN) {
                find(state, row, symbol, steps);
            }
            if (!ByteRun.isWorthwhile(state.otherRate)) {
                return;
            }
        }
        if (takes(RUN_BYTES)) {
            addRun(state, row);
        }
    }

    private void addRun(State state, int row) {
        ByteSet ends = ByteSet.NONE;
        for (int value = 0; value < 256; value++) {
            if (transitions[row + (symbols.classOf[value] & 0xff)] != state.self) {
                ends = ends.or(ByteSet.of(value));
            }
        }
        if (runCount == runs.length) {
            runs = Arrays.copyOf(runs, 2 * runCount);
        }
        runs[runCount] = new ByteRun(ends, state.self < 0);
        transitions[row + runColumn] = runCount++;
        tell(0, Symbols.KINDS, row);
        for (int i = 0; i < states.size(); i++) {
            tell(Symbols.KINDS + i * stride, symbols.classes(), row);
        }
    }

    /** Changes elements that lead to a state so that they tell of its run. */
    private void tell(int first, int count, int row) {
        for (int i = first; i < first + count; i++) {
            int element = transitions[i];
            if (element == row || element < 0 && (element & STATE) == row) {
                transitions[i] = element | NEGATIVE | RUN;
            }
        }
    }
}
