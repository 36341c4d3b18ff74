// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/**
 * Finds what the states of a deterministic automaton are, and where symbols lead from them, by following a program. A state
 * is a list of instructions in order of preference, and the kind of what was read before. The instructions are those that
 * consume or match; but where an anchor is on the way to them, which the next symbol is to decide, those that the last symbol
 * led to.
 *
 * <p>Not for several threads at a time.
 */
final class DfaSteps {

    /** Instead of which anchors hold: that isn't known yet. */
    private static final int UNDECIDED = -1;

    private final Program program;

    private final Symbols symbols;

    /** Stands for starting anew at each place, with the lowest preference. */
    private final int again;

    private final boolean unanchored;

    private final boolean first;

    private final int[] stack;

    private final int[] visits;

    private int visit;

    /** What the last symbol led to. */
    private final int[] seeds;

    private int seedCount;

    /** What was met that consumes or matches. */
    private final int[] leaves;

    private int leafCount;

    private boolean match;

    private boolean open;

    /**
     * Prepares for a program.
     *
     * @param unanchored whether a match may start at each place, preferably the first
     * @param first whether what is less preferred than a match doesn't count
     */
    DfaSteps(Program program, Symbols symbols, boolean unanchored, boolean first) {
        this.program = program;
        this.symbols = symbols;
        this.unanchored = unanchored;
        this.first = first;
        again = program.size();
        int size = program.size() + 2;
        stack = new int[size];
        visits = new int[size];
        seeds = new int[size];
        leaves = new int[size];
    }

    /** The list of the state that a search starts in. */
    int[] start() {
        seeds[0] = unanchored ? again : program.start;
        seedCount = 1;
        return reached();
    }

    /**
     * Reads a symbol; {@link #reached} tells where it leads.
     *
     * @return whether there is a match before the symbol
     */
    boolean step(int[] list, int kind, int symbol) {
        close(list, list.length, symbols.holding(kind, symbol));
        boolean matched = match;
        advance(symbols.member(symbol));
        return matched;
    }

    /** The list of the state that was reached; empty if nothing can match from there. */
    int[] reached() {
        close(seeds, seedCount, UNDECIDED);
        int[] list = open ? Arrays.copyOf(seeds, seedCount) : Arrays.copyOf(leaves, leafCount);
        if (!first) {
            Arrays.sort(list);
        }
        return list;
    }

    /** The kind of the state that was reached by a symbol from one of some kind. */
    int kindAfter(int before, int symbol) {
        return open ? symbols.kindAfter(before, symbol) : Symbols.OTHER;
    }

    /** The kind of the state that a search starts in. */
    int startKind(int kind) {
        return open ? kind : symbols.closed(kind);
    }

    private void advance(int member) {
        visit++;
        seedCount = 0;
        for (int i = 0; i < leafCount && member >= 0; i++) {
            int pc = leaves[i];
            int next = pc == again ? again : program.out[pc];
            boolean goesOn =
                    pc == again || program.op[pc] == Program.BYTES && program.sets[program.arg[pc]].contains(member);
            if (goesOn && visits[next] != visit) {
                visits[next] = visit;
                seeds[seedCount++] = next;
            }
        }
    }

    /** Follows what consumes nothing, from each of a list, as far as the anchors that hold allow. */
    private void close(int[] list, int size, int holding) {
        visit++;
        leafCount = 0;
        match = false;
        open = false;
        for (int i = 0; i < size; i++) {
            if (list[i] != again) {
                if (!follow(list[i], holding)) {
                    return;
                }
            } else {
                if (!follow(program.start, holding)) {
                    return;
                }
                leaves[leafCount++] = again;
            }
        }
    }

    /** Follows one; tells whether what is less preferred counts. */
    private boolean follow(int entry, int holding) {
        int depth = 0;
        stack[depth++] = entry;
        while (depth > 0) {
            int pc = stack[--depth];
            if (visits[pc] == visit) {
                continue;
            }
            visits[pc] = visit;
            switch (program.op[pc]) {
                case Program.SPLIT -> {
                    stack[depth++] = program.arg[pc];
                    stack[depth++] = program.out[pc];
                }
                case Program.SAVE -> stack[depth++] = program.out[pc];
                case Program.ASSERT -> {
                    if (holding == UNDECIDED) {
                        open = true;
                        return false;
                    }
                    if ((holding >> program.arg[pc] & 1) != 0) {
                        stack[depth++] = program.out[pc];
                    }
                }
                case Program.BYTES -> leaves[leafCount++] = pc;
                case Program.MATCH -> {
                    match = true;
                    leaves[leafCount++] = pc;
                    if (first) {
                        return false;
                    }
                }
                default -> {
                    // FAIL leads nowhere
                }
            }
        }
        return true;
    }
}
