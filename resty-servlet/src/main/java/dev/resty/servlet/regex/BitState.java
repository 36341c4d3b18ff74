// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/**
 * Backtracks through a program, and remembers in a bitmap where it has been, so that no instruction is tried twice at one
 * place: time is linear in the program's size times the match's length. Takes memory of that order too, so that it is only
 * for short matches; there it is faster than {@link PikeVm}.
 *
 * <p>Only instructions that several others lead to have bits: what one leads to is tried as often as that one.
 */
final class BitState {

    private static final Anchor[] ANCHORS = Anchor.values();

    private static final Pool<Run> RUNS = new Pool<>(Run::new);

    /** How many bits there may be: 32 KiB. */
    private static final int MAX_BITS = 1 << 18;

    private final Program program;

    private final ByteSets sets;

    /** The number of each instruction among those that have bits, else -1. */
    private final int[] joint;

    private final int joints;

    BitState(Program program) {
        this.program = program;
        this.sets = new ByteSets(program.sets);
        this.joint = new int[program.size()];
        this.joints = countJoints();
    }

    private int countJoints() {
        int[] ways = new int[program.size()];
        int[] reached = new int[program.size()];
        int count = enter(program.start, ways, reached, 0);
        for (int i = 0; i < count; i++) {
            int from = reached[i];
            byte op = program.op[from];
            if (op != Program.MATCH && op != Program.FAIL) {
                count = enter(program.out[from], ways, reached, count);
            }
            if (op == Program.SPLIT) {
                count = enter(program.arg[from], ways, reached, count);
            }
        }
        int number = 0;
        for (int i = 0; i < ways.length; i++) {
            joint[i] = ways[i] > 1 ? number++ : -1;
        }
        return number;
    }

    private static int enter(int instruction, int[] ways, int[] reached, int count) {
        if (ways[instruction]++ > 0) {
            return count;
        }
        reached[count] = instruction;
        return count + 1;
    }

    /** Whether matches of a length in bytes are short enough. */
    boolean fits(int length) {
        return (long) program.size() * (length + 1) <= MAX_BITS;
    }

    /**
     * Fills the groups of a match whose bounds are known, and {@link #fits fit}.
     *
     * @param begin where the subject begins
     * @param end behind the subject's last byte
     * @param from where the search started
     * @param start where the match starts
     * @param matchEnd where it ends
     * @param groups as for {@link Engine#find}
     * @return whether there is a match with these bounds
     */
    boolean match(byte[] bytes, int begin, int end, int from, int start, int matchEnd, int[] groups) {
        Run run = RUNS.take();
        run.bytes = bytes;
        run.begin = begin;
        run.end = end;
        run.from = from;
        run.clear(joints * (matchEnd - start + 1));
        try {
            return follow(run, start, matchEnd, groups);
        } finally {
            run.release();
        }
    }

    /** As {@link #match}, telling how many instructions were tried; for tests of linearity. */
    long steps(byte[] bytes, int begin, int end, int from, int start, int matchEnd, int[] groups) {
        Run run = new Run();
        run.bytes = bytes;
        run.begin = begin;
        run.end = end;
        run.from = from;
        run.clear(joints * (matchEnd - start + 1));
        follow(run, start, matchEnd, groups);
        return run.steps;
    }

    private boolean follow(Run run, int start, int matchEnd, int[] groups) {
        Program program = this.program;
        byte[] bytes = run.bytes;
        int places = matchEnd - start + 1;
        Arrays.fill(groups, -1);
        if (groups.length > 1) {
            groups[0] = start;
            groups[1] = matchEnd;
        }
        int here = program.start;
        int at = start;
        while (true) {
            run.steps++;
            boolean goesOn = joint[here] < 0 || run.enter(joint[here] * places + at - start);
            if (goesOn) {
                switch (program.op[here]) {
                    case Program.BYTES -> {
                        goesOn = at < matchEnd && sets.contains(program.arg[here], bytes[at]);
                        at++;
                    }
                    case Program.SPLIT -> run.push(program.arg[here], at);
                    case Program.SAVE -> {
                        int slot = program.arg[here];
                        if (slot < groups.length) {
                            run.push(~slot, groups[slot]);
                            groups[slot] = at;
                        }
                    }
                    case Program.ASSERT ->
                        goesOn = ANCHORS[program.arg[here]].holds(bytes, run.begin, run.end, run.from, at);
                    case Program.MATCH -> {
                        if (at == matchEnd) {
                            return true;
                        }
                        goesOn = false;
                    }
                    default -> goesOn = false;
                }
            }
            if (goesOn) {
                here = program.out[here];
                continue;
            }
            here = run.back(groups);
            if (here < 0) {
                return false;
            }
            at = run.place;
        }
    }

    /** One match's state; borrowed from the pool. */
    private static final class Run {

        private static final byte[] NO_BYTES = {};

        /** What is larger isn't kept: 64 KiB. */
        private static final int KEPT_INTS = 1 << 14;

        private byte[] bytes = NO_BYTES;

        private int begin;

        private int end;

        private int from;

        private long[] visited = {};

        /** Pairs: an instruction to try and its place; or a negative number, a slot to restore, and its value. */
        private int[] stack = new int[64];

        private int depth;

        /** Where what {@link #back} returned is to be tried. */
        private int place;

        private long steps;

        private void clear(int bits) {
            int words = bits + 63 >>> 6;
            if (visited.length < words) {
                visited = new long[Math.max(words, 2 * visited.length)];
            } else {
                Arrays.fill(visited, 0, words, 0);
            }
            depth = 0;
            steps = 0;
        }

        private void release() {
            bytes = NO_BYTES;
            if (stack.length > KEPT_INTS) {
                stack = new int[64];
            }
            RUNS.giveBack(this);
        }

        private boolean enter(int bit) {
            long word = visited[bit >>> 6];
            long mask = 1L << bit;
            visited[bit >>> 6] = word | mask;
            return (word & mask) == 0;
        }

        private void push(int what, int where) {
            if (depth == stack.length) {
                stack = Arrays.copyOf(stack, 2 * depth);
            }
            stack[depth] = what;
            stack[depth + 1] = where;
            depth += 2;
        }

        /** Takes the last choice back; the instruction to try instead, or -1 where none is left. */
        private int back(int[] groups) {
            while (depth > 0) {
                depth -= 2;
                int what = stack[depth];
                if (what >= 0) {
                    place = stack[depth + 1];
                    return what;
                }
                groups[~what] = stack[depth + 1];
            }
            return -1;
        }
    }
}
