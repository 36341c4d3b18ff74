// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/**
 * Makes of a program one that matches the same from right to left: bytes are consumed in the reversed order, what was left
 * and right of an anchor remains so. It stores no places, and has no preferences.
 *
 * <p>Each arrow from one instruction to another is turned round. So what an instruction becomes is a choice between all those
 * that led to it, each of which first consumes or asks what it did.
 */
final class ReversedProgram {

    private final Program program;

    private final boolean[] reached;

    /** Where the arrows that lead to an instruction begin in {@code sources}; one more for the end. */
    private final int[] arrows;

    private final int[] sources;

    /** What each instruction becomes. */
    private final int[] heads;

    private final byte[] op;

    private final int[] out;

    private final int[] arg;

    private int size;

    private ReversedProgram(Program program) {
        this.program = program;
        int count = program.size();
        reached = reached(program);
        arrows = new int[count + 1];
        countArrows();
        sources = new int[arrows[count]];
        collectArrows();
        heads = new int[count];
        int most = 1;
        for (int pc = 0; pc < count; pc++) {
            heads[pc] = most;
            most += blockSize(pc);
        }
        op = new byte[most];
        out = new int[most];
        arg = new int[most];
    }

    /** Makes it. */
    static Program of(Program program) {
        return new ReversedProgram(program).make();
    }

    private static boolean[] reached(Program program) {
        boolean[] reached = new boolean[program.size()];
        int[] stack = new int[program.size() + 1];
        int depth = 0;
        stack[depth++] = program.start;
        reached[program.start] = true;
        while (depth > 0) {
            int pc = stack[--depth];
            for (int i = 0; i < successors(program, pc); i++) {
                int next = i == 0 ? program.out[pc] : program.arg[pc];
                if (!reached[next]) {
                    reached[next] = true;
                    stack[depth++] = next;
                }
            }
        }
        return reached;
    }

    private static int successors(Program program, int pc) {
        return switch (program.op[pc]) {
            case Program.SPLIT -> 2;
            case Program.MATCH, Program.FAIL -> 0;
            default -> 1;
        };
    }

    private void countArrows() {
        for (int pc = 0; pc < program.size(); pc++) {
            for (int i = 0; reached[pc] && i < successors(program, pc); i++) {
                arrows[(i == 0 ? program.out[pc] : program.arg[pc]) + 1]++;
            }
        }
        for (int pc = 0; pc < program.size(); pc++) {
            arrows[pc + 1] += arrows[pc];
        }
    }

    private void collectArrows() {
        int[] next = arrows.clone();
        for (int pc = 0; pc < program.size(); pc++) {
            for (int i = 0; reached[pc] && i < successors(program, pc); i++) {
                sources[next[i == 0 ? program.out[pc] : program.arg[pc]]++] = pc;
            }
        }
    }

    /** How many instructions one becomes: a choice, and what each of its ways consumes or asks. */
    private int blockSize(int pc) {
        int ways = arrows[pc + 1] - arrows[pc];
        int matches = pc == program.start ? 1 : 0;
        return 2 * (ways + matches);
    }

    private Program make() {
        Arrays.fill(op, Program.FAIL);
        int start = 0;
        for (int pc = 0; pc < program.size(); pc++) {
            size = heads[pc];
            if (reached[pc]) {
                makeBlock(pc);
            }
            if (program.op[pc] == Program.MATCH) {
                start = reached[pc] ? heads[pc] : 0;
            }
        }
        return new Program(op, out, arg, program.sets, start, 0);
    }

    private void makeBlock(int pc) {
        int ways = arrows[pc + 1] - arrows[pc];
        int behind = size + ways + (pc == program.start ? 1 : 0);
        for (int i = arrows[pc]; i < arrows[pc + 1]; i++) {
            int source = sources[i];
            int way = heads[source];
            byte does = program.op[source];
            if (does == Program.BYTES || does == Program.ASSERT) {
                op[behind] = does;
                out[behind] = way;
                arg[behind] = program.arg[source];
                way = behind++;
            }
            addWay(way, i + 1 == arrows[pc + 1] && pc != program.start);
        }
        if (pc == program.start) {
            op[behind] = Program.MATCH;
            addWay(behind, true);
        }
    }

    private void addWay(int way, boolean last) {
        op[size] = Program.SPLIT;
        out[size] = way;
        arg[size] = last ? way : size + 1;
        size++;
    }
}
