// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A deterministic automaton of a program, whose states are made when a search meets them, within a bound of memory. When the
 * bound is reached, it starts with an empty table; searches that are still in the old one move over when they need a state
 * that isn't there. Where states have to be made all the time, because each is met only a few times, searches are told to
 * give up.
 *
 * <p>Safe for concurrent use. Searches follow known transitions without a lock.
 */
final class LazyDfa {

    /** No match. */
    static final int NONE = -1;

    /** There may be a match; it has to be searched for in another way. */
    static final int GAVE_UP = -2;

    /** After how many refusals a table that was full too soon is emptied all the same. */
    private static final int REFUSALS = 64;

    private final Program program;

    private final boolean backward;

    private final boolean unanchored;

    private final int maxBytes;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable DfaTable table;

    private @Nullable DfaSteps steps;

    private int refusals;

    private LazyDfa(Program program, boolean backward, boolean unanchored, int maxBytes) {
        this.program = program;
        this.backward = backward;
        this.unanchored = unanchored;
        this.maxBytes = maxBytes;
    }

    /**
     * Makes one that reads from left to right, and prefers matches as the program does.
     *
     * @param unanchored whether matches may start at each place, preferably the first, and not only where the search starts
     * @param maxBytes how much memory the states may take, about
     */
    static LazyDfa forward(Program program, boolean unanchored, int maxBytes) {
        return new LazyDfa(program, false, unanchored, maxBytes);
    }

    /**
     * Makes one that reads from right to left, starting where the search starts, and knows no preference.
     *
     * @param program as of {@link ProgramBuilder#backward}
     * @param maxBytes how much memory the states may take, about
     */
    static LazyDfa backward(Program program, int maxBytes) {
        return new LazyDfa(program, true, false, maxBytes);
    }

    /** The table for a search to begin with. */
    DfaTable table() {
        DfaTable known = table;
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = table;
            if (known == null) {
                known = new DfaTable(new Symbols(program, backward), maxBytes);
                table = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the state that a search starts in, {@link DfaTable#FULL} where there is no room. */
    int start(DfaTable of, int kind) {
        lock.lock();
        try {
            return of.start(kind, steps(of));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives where a symbol leads, {@link DfaTable#FULL} where there is no room.
     *
     * @param further how many bytes were read since the last time
     */
    int next(DfaTable of, int state, int symbol, int further) {
        lock.lock();
        try {
            return of.next(state, symbol, steps(of), further);
        } finally {
            lock.unlock();
        }
    }

    /** Gives a table with room instead of a full one; null where it is better to give up. */
    @Nullable DfaTable renew(DfaTable full) {
        lock.lock();
        try {
            if (full == table) {
                if (full.isThrashing() && ++refusals % REFUSALS != 0) {
                    return null;
                }
                table = new DfaTable(full.symbols, maxBytes);
            }
            return table;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the same state in another table, {@link DfaTable#FULL} where there is no room. */
    int adopt(DfaTable to, DfaTable from, int state) {
        lock.lock();
        try {
            return to.adopt(from, state);
        } finally {
            lock.unlock();
        }
    }

    private DfaSteps steps(DfaTable of) {
        if (steps == null) {
            steps = new DfaSteps(program, of.symbols, unanchored, !backward);
        }
        return steps;
    }
}
