// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.List;

/**
 * Finds what the states of {@link ManySearch} are, and where symbols lead from them, by following the programs of some
 * patterns. A state is a list, in ascending order, of the instructions that can be reached and of the patterns that may start
 * anew, and the kind of what was read before; the instructions are as in {@link DfaSteps}. A pattern that has matched isn't
 * followed any further, so that it neither adds to the states nor is told of again.
 *
 * <p>Not for several threads at a time.
 */
final class ManySteps {

    /** Instead of which anchors hold: that isn't known yet. */
    private static final int UNDECIDED = -1;

    final Symbols symbols;

    private final Program program;

    /** Stands for the first pattern's starting anew; the others follow. */
    private final int again;

    private final boolean unanchored;

    /** Where each pattern starts. */
    private final int[] starts;

    /** Which pattern an instruction is of. */
    private final byte[] owner;

    private final char[] stack;

    private final char[] visits;

    private char visit;

    private final char[] seeds;

    private int seedCount;

    private final char[] leaves;

    private int leafCount;

    /** A bit for each pattern that a match was found of. */
    private long matches;

    private boolean open;

    /**
     * Prepares for some patterns.
     *
     * @param programs of up to 64 patterns, all together of fewer than 65,000 instructions
     * @param unanchored whether matches may start at each place, and not only where the subject starts
     */
    ManySteps(List<Program> programs, boolean unanchored) {
        this.unanchored = unanchored;
        program = Program.sideBySide(programs);
        symbols = new Symbols(program, false);
        again = program.size();
        int size = again + programs.size();
        starts = new int[programs.size()];
        owner = new byte[size];
        stack = new char[size + 1];
        visits = new char[size];
        seeds = new char[size];
        leaves = new char[size];
        int at = 0;
        for (int number = 0; number < starts.length; number++) {
            Program one = programs.get(number);
            starts[number] = at + one.start;
            Arrays.fill(owner, at, at + one.size(), (byte) number);
            owner[again + number] = (byte) number;
            at += one.size();
        }
    }

    /** The list of the state that a search starts in. */
    char[] start() {
        seedCount = 0;
        for (int number = 0; number < starts.length; number++) {
            seeds[seedCount++] = (char) (unanchored ? again + number : starts[number]);
        }
        return reached();
    }

    /**
     * Reads a symbol; {@link #reached} tells where it leads.
     *
     * @return a bit for each pattern that matches before the symbol
     */
    long step(char[] list, int kind, int symbol) {
        close(list, list.length, symbols.holding(kind, symbol));
        long matched = matches;
        advance(symbols.member(symbol));
        return matched;
    }

    /** The list of the state that was reached; empty if nothing can match from there. */
    char[] reached() {
        close(seeds, seedCount, UNDECIDED);
        char[] list = open ? Arrays.copyOf(seeds, seedCount) : Arrays.copyOf(leaves, leafCount);
        Arrays.sort(list);
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

    private void visitAnew() {
        if (++visit == 0) {
            Arrays.fill(visits, (char) 0);
            visit++;
        }
    }

    private void advance(int member) {
        visitAnew();
        seedCount = 0;
        for (int i = 0; i < leafCount && member >= 0; i++) {
            int pc = leaves[i];
            if ((matches >>> owner[pc] & 1) != 0) {
                continue;
            }
            int next = pc >= again ? pc : program.out[pc];
            boolean goesOn =
                    pc >= again || program.op[pc] == Program.BYTES && program.sets[program.arg[pc]].contains(member);
            if (goesOn && visits[next] != visit) {
                visits[next] = visit;
                seeds[seedCount++] = (char) next;
            }
        }
    }

    /** Follows what consumes nothing, from each of a list, as far as the anchors that hold allow. */
    private void close(char[] list, int size, int holding) {
        visitAnew();
        leafCount = 0;
        matches = 0;
        open = false;
        for (int i = 0; i < size && !open; i++) {
            int pc = list[i];
            follow(pc >= again ? starts[pc - again] : pc, holding);
            if (pc >= again) {
                leaves[leafCount++] = (char) pc;
            }
        }
    }

    private void follow(int entry, int holding) {
        int depth = 0;
        stack[depth++] = (char) entry;
        while (depth > 0) {
            int pc = stack[--depth];
            if (visits[pc] == visit) {
                continue;
            }
            visits[pc] = visit;
            switch (program.op[pc]) {
                case Program.SPLIT -> {
                    stack[depth++] = (char) program.arg[pc];
                    stack[depth++] = (char) program.out[pc];
                }
                case Program.SAVE -> stack[depth++] = (char) program.out[pc];
                case Program.ASSERT -> {
                    if (holding == UNDECIDED) {
                        open = true;
                        return;
                    }
                    if ((holding >> program.arg[pc] & 1) != 0) {
                        stack[depth++] = (char) program.out[pc];
                    }
                }
                case Program.BYTES -> leaves[leafCount++] = (char) pc;
                case Program.MATCH -> {
                    matches |= 1L << owner[pc];
                    leaves[leafCount++] = (char) pc;
                }
                default -> {
                    // FAIL leads nowhere
                }
            }
        }
    }
}
