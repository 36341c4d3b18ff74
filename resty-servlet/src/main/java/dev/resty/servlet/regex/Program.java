// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular pattern as instructions of a nondeterministic automaton over bytes. Where an instruction has two successors,
 * the first is preferred: of all paths that match, the one preferred at the earliest branch is the match.
 *
 * <p>Immutable; the arrays are not to be changed.
 */
final class Program {

    /** Consumes a byte of {@code sets[arg]}, goes on at {@code out}. */
    static final byte BYTES = 0;

    /** Goes on at {@code out}, or at {@code arg}. */
    static final byte SPLIT = 1;

    /** Stores the place in slot {@code arg} (2 * group for a start, 2 * group + 1 for an end), goes on at {@code out}. */
    static final byte SAVE = 2;

    /** Goes on at {@code out} where the {@link Anchor} with the ordinal {@code arg} holds. */
    static final byte ASSERT = 3;

    /** The match ends here. */
    static final byte MATCH = 4;

    /** Leads nowhere. */
    static final byte FAIL = 5;

    final byte[] op;

    final int[] out;

    final int[] arg;

    final ByteSet[] sets;

    final int start;

    final int groupCount;

    Program(byte[] op, int[] out, int[] arg, ByteSet[] sets, int start, int groupCount) {
        this.op = op;
        this.out = out;
        this.arg = arg;
        this.sets = sets;
        this.start = start;
        this.groupCount = groupCount;
    }

    int size() {
        return op.length;
    }

    /** Programs side by side, one behind the other; what starts each is for the caller to know. */
    static Program sideBySide(List<Program> programs) {
        int size = programs.stream().mapToInt(Program::size).sum();
        byte[] op = new byte[size];
        int[] out = new int[size];
        int[] arg = new int[size];
        List<ByteSet> sets = new ArrayList<>();
        int at = 0;
        for (Program program : programs) {
            for (int pc = 0; pc < program.size(); pc++) {
                op[at + pc] = program.op[pc];
                out[at + pc] = at + program.out[pc];
                arg[at + pc] = switch (program.op[pc]) {
                    case BYTES -> sets.size() + program.arg[pc];
                    case SPLIT -> at + program.arg[pc];
                    default -> program.arg[pc];
                };
            }
            at += program.size();
            sets.addAll(List.of(program.sets));
        }
        return new Program(op, out, arg, sets.toArray(new ByteSet[0]), 0, 0);
    }
}
