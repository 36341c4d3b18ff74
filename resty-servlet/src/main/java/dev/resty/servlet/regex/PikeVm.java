// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/**
 * Follows all paths of a program at once, byte by byte, in the order of their priority, each with captures of its own: time
 * is linear in the program's size times the subject's length, whatever the pattern. Slower than the other engines, and the
 * one that always can.
 *
 * <p>Two paths that reach one instruction at one place have the same future, so that the one of lower priority can be
 * dropped: what remains is what a backtracking matcher would find first.
 */
final class PikeVm implements Engine {

    private static final Anchor[] ANCHORS = Anchor.values();

    private static final Pool<Run> RUNS = new Pool<>(Run::new);

    /** For a match that may end anywhere. */
    private static final int ANYWHERE = -1;

    private final Program program;

    private final ByteSets sets;

    PikeVm(Program program) {
        this.program = program;
        this.sets = new ByteSets(program.sets);
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        Run run = start(bytes, begin, end, from, ANYWHERE, groups);
        try {
            return run.search(from, end, false, groups);
        } finally {
            run.release();
        }
    }

    /**
     * Fills the groups of a match whose bounds are known.
     *
     * @param from where the search started
     * @param start where the match starts
     * @param matchEnd where it ends
     * @param groups as for {@link #find}
     * @return whether there is a match with these bounds
     */
    boolean match(byte[] bytes, int begin, int end, int from, int start, int matchEnd, int[] groups) {
        Run run = start(bytes, begin, end, from, matchEnd, groups);
        try {
            return run.search(start, matchEnd, true, groups);
        } finally {
            run.release();
        }
    }

    /** As {@link #find}, telling how many instructions were looked at; for tests of linearity. */
    long steps(byte[] bytes, int begin, int end, int from, int[] groups) {
        Run run = start(bytes, begin, end, from, ANYWHERE, groups);
        try {
            run.search(from, end, false, groups);
            return run.steps;
        } finally {
            run.release();
        }
    }

    private Run start(byte[] bytes, int begin, int end, int from, int wantedEnd, int[] groups) {
        Run run = RUNS.take();
        run.prepare(program, sets, groups.length);
        run.bytes = bytes;
        run.begin = begin;
        run.end = end;
        run.from = from;
        run.wantedEnd = wantedEnd;
        return run;
    }

    /** The instructions reached at one place, by priority, and the captures of those that wait for a byte. */
    private static final class Threads {

        private int count;

        private int[] order = {};

        /** Where in {@code order} an instruction would be; right only where it is found there. */
        private int[] index = {};

        private int[] slots = {};

        private void prepare(int size, int slotCount) {
            count = 0;
            if (order.length < size) {
                order = new int[size];
                index = new int[size];
            }
            if (slots.length < size * slotCount) {
                slots = new int[size * slotCount];
            }
        }

        private boolean add(int instruction) {
            int found = index[instruction];
            if (found < count && order[found] == instruction) {
                return false;
            }
            index[instruction] = count;
            order[count++] = instruction;
            return true;
        }
    }

    /** One search's state; borrowed from the pool. */
    private static final class Run {

        private static final byte[] NO_BYTES = {};

        private static final Program NO_PROGRAM =
                new Program(new byte[] {Program.FAIL}, new int[1], new int[1], new ByteSet[0], 0, 0);

        private static final ByteSets NO_SETS = new ByteSets(new ByteSet[0]);

        /** What is larger isn't kept: about 1 MiB. */
        private static final int KEPT_INTS = 1 << 18;

        private Program program = NO_PROGRAM;

        private ByteSets sets = NO_SETS;

        private byte[] bytes = NO_BYTES;

        private int begin;

        private int end;

        private int from;

        private int wantedEnd;

        private int slotCount;

        private Threads now = new Threads();

        private Threads next = new Threads();

        /** Instructions to follow later; a negative number is a slot to restore, with its value below. */
        private int[] stack = {};

        /** The captures of the path that is followed. */
        private int[] slots = {};

        private long steps;

        private boolean matched;

        private void prepare(Program program, ByteSets sets, int slotCount) {
            this.program = program;
            this.sets = sets;
            this.slotCount = slotCount;
            int size = program.size();
            now.prepare(size, slotCount);
            next.prepare(size, slotCount);
            if (stack.length < 3 * size + 1) {
                stack = new int[3 * size + 1];
            }
            if (slots.length < slotCount) {
                slots = new int[slotCount];
            }
            steps = 0;
            matched = false;
        }

        private void release() {
            program = NO_PROGRAM;
            sets = NO_SETS;
            bytes = NO_BYTES;
            if (stack.length + now.slots.length + next.slots.length <= KEPT_INTS) {
                RUNS.giveBack(this);
            }
        }

        /**
         * Searches.
         *
         * @param first where the match may start; the only place where it may, if {@code once}
         * @param last where to stop
         */
        private boolean search(int first, int last, boolean once, int[] groups) {
            for (int at = first; ; at++) {
                if (!matched && (at == first || !once)) {
                    Arrays.fill(slots, 0, slotCount, -1);
                    if (slotCount > 0) {
                        slots[0] = at;
                    }
                    follow(program.start, at, now);
                }
                if (slotCount == 0 && matched) {
                    return true;
                }
                if (now.count == 0 && (matched || once)) {
                    return matched;
                }
                step(at, last, groups);
                if (at == last) {
                    return matched;
                }
                Threads done = now;
                now = next;
                next = done;
            }
        }

        /** Lets all that wait for the byte at a place consume it, until one has matched. */
        private void step(int at, int last, int[] groups) {
            Threads threads = now;
            next.count = 0;
            for (int i = 0; i < threads.count; i++) {
                int instruction = threads.order[i];
                byte op = program.op[instruction];
                if (op == Program.BYTES) {
                    if (at < last && sets.contains(program.arg[instruction], bytes[at])) {
                        System.arraycopy(threads.slots, instruction * slotCount, slots, 0, slotCount);
                        follow(program.out[instruction], at + 1, next);
                    }
                } else if (op == Program.MATCH && (wantedEnd == ANYWHERE || wantedEnd == at)) {
                    System.arraycopy(threads.slots, instruction * slotCount, groups, 0, slotCount);
                    if (slotCount > 1) {
                        groups[1] = at;
                    }
                    matched = true;
                    return;
                }
            }
            steps += threads.count;
        }

        /** Adds what is reached from an instruction without consuming a byte. */
        private void follow(int instruction, int at, Threads threads) {
            int depth = 0;
            int here = instruction;
            while (true) {
                here = enter(here, at, threads);
                if (here >= 0) {
                    if (program.op[here] == Program.SPLIT) {
                        stack[depth++] = program.arg[here];
                    } else if (program.op[here] == Program.SAVE && program.arg[here] < slotCount) {
                        int slot = program.arg[here];
                        stack[depth++] = slots[slot];
                        stack[depth++] = ~slot;
                        slots[slot] = at;
                    }
                    here = program.out[here];
                    continue;
                }
                while (depth > 0 && stack[depth - 1] < 0) {
                    slots[~stack[depth - 1]] = stack[depth - 2];
                    depth -= 2;
                }
                if (depth == 0) {
                    return;
                }
                here = stack[--depth];
            }
        }

        /** Adds an instruction; returns it where a path goes on from it without consuming a byte, else -1. */
        private int enter(int instruction, int at, Threads threads) {
            steps++;
            if (!threads.add(instruction)) {
                return -1;
            }
            switch (program.op[instruction]) {
                case Program.SPLIT, Program.SAVE -> {
                    return instruction;
                }
                case Program.ASSERT -> {
                    Anchor anchor = ANCHORS[program.arg[instruction]];
                    return anchor.holds(bytes, begin, end, from, at) ? instruction : -1;
                }
                case Program.FAIL -> {
                    return -1;
                }
                default -> {
                    if (slotCount == 0 && program.op[instruction] == Program.MATCH) {
                        matched |= wantedEnd == ANYWHERE || wantedEnd == at;
                    }
                    System.arraycopy(slots, 0, threads.slots, instruction * slotCount, slotCount);
                    return -1;
                }
            }
        }
    }
}
