// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Objects;
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

    /**
     * Where a symbol leads.
     *
     * @param table the table that the search is in from now on
     * @param next an element of it
     */
    record Move(DfaTable table, int next) {}

    private final Program forward;

    private final boolean backward;

    private final boolean unanchored;

    private final boolean longest;

    private final int maxBytes;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable DfaTable table;

    private @Nullable DfaSteps steps;

    private int refusals;

    private LazyDfa(Program program, boolean backward, boolean unanchored, boolean longest, int maxBytes) {
        this.forward = program;
        this.backward = backward;
        this.unanchored = unanchored;
        this.longest = longest;
        this.maxBytes = maxBytes;
    }

    /**
     * Makes one that reads from left to right, and prefers matches as the program does.
     *
     * @param unanchored whether matches may start at each place, preferably the first, and not only where the search starts
     * @param maxBytes how much memory the states may take, about
     */
    static LazyDfa forward(Program program, boolean unanchored, int maxBytes) {
        return new LazyDfa(program, false, unanchored, false, maxBytes);
    }

    /**
     * Makes one that reads from left to right, starting where the search starts, and finds the longest match.
     *
     * @param maxBytes how much memory the states may take, about
     */
    static LazyDfa longest(Program program, int maxBytes) {
        return new LazyDfa(program, false, false, true, maxBytes);
    }

    /**
     * Makes one that reads from right to left, starting where the search starts, and knows no preference.
     *
     * @param program the program that matches from left to right
     * @param maxBytes how much memory the states may take, about
     */
    static LazyDfa backward(Program program, int maxBytes) {
        return new LazyDfa(program, true, false, true, maxBytes);
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
                Program program = backward ? ReversedProgram.of(forward) : forward;
                Symbols symbols = new Symbols(program, backward);
                steps = new DfaSteps(program, symbols, unanchored, !longest);
                known = new DfaTable(symbols, maxBytes);
                table = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the state that a search starts in, as an element of the table; {@link DfaTable#FULL} where there is no room. */
    int start(DfaTable of, int kind) {
        lock.lock();
        try {
            return of.start(kind, steps());
        } finally {
            lock.unlock();
        }
    }

    /** Finds where a symbol leads that isn't a byte; there is always room for that. */
    int end(DfaTable of, int state, int symbol) {
        lock.lock();
        try {
            return of.next(state, symbol, steps(), 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Finds where a symbol leads.
     *
     * @param of the table that the search is in
     * @param further how many bytes it read since the last time
     * @return null where it is better to give up
     */
    @Nullable Move move(DfaTable of, int state, int symbol, int further) {
        lock.lock();
        try {
            int next = of.next(state, symbol, steps(), further);
            if (next != DfaTable.FULL) {
                return new Move(of, next);
            }
            DfaTable renewed = renew(of);
            if (renewed == null) {
                return null;
            }
            int same = renewed.adopt(of, state);
            next = same == DfaTable.FULL ? same : renewed.next(same, symbol, steps(), 0);
            return next == DfaTable.FULL ? null : new Move(renewed, next);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable DfaTable renew(DfaTable full) {
        if (full == table) {
            if (full.isThrashing() && ++refusals % REFUSALS != 0) {
                return null;
            }
            table = new DfaTable(full.symbols, maxBytes);
        }
        return table;
    }

    private DfaSteps steps() {
        return Objects.requireNonNull(steps, "the table was made first");
    }
}
