// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;

/**
 * What a backtracking search remembers: its registers, and a stack of frames that say how to undo what was done and what
 * else to try. A frame is some numbers with its header on top, which is a kind and 28 bits of argument.
 */
abstract class BacktrackStack {

    /** The most numbers on the stack, 32 MiB of them. */
    static final int LIMIT = 8 << 20;

    private static final int KEPT_BETWEEN_SEARCHES = 1 << 16;
    private static final int FIRST_SIZE = 512;

    static final int KIND_BITS = 4;
    static final int KIND = (1 << KIND_BITS) - 1;

    /** The search has nothing else to try. */
    static final int BOTTOM = 0;

    /** [at]: go on with the instruction of the argument. */
    static final int BRANCH = 1;

    /** [value]: a register's. */
    static final int UNDO = 2;

    /** [open, start, end]: a group's registers. */
    static final int CAPTURE = 3;

    /** [lowest, at]: a run can give back. */
    static final int GIVE = 4;

    /** [limit, at]: a run can take more. */
    static final int TAKE = 5;

    /** [lowest, at]: as GIVE, of characters. */
    static final int GIVE_CHARS = 6;

    /** [remaining, at]: as TAKE, of characters. */
    static final int TAKE_CHARS = 7;

    /** [registers of a list, at, mark]: where an atomic group or an assertion started. */
    static final int BARRIER = 8;

    /** [all registers, at, mark, call]: where a subroutine was called. */
    static final int CALLED = 9;

    /** [registers of a list, at, mark]: what is left of a barrier that was passed. */
    static final int RESTORE = 10;

    /** [at]: a verb that acts if the search comes back to it. */
    static final int VERB_MET = 11;

    /** []: an alternative that THEN leaves. */
    static final int SCOPE_MET = 12;

    /** [at, distance]: an assertion can look further back. */
    static final int BEHIND = 13;

    final BacktrackCode program;
    final int[] code;

    /**
     * Start and end of each group, those of group 0 being where {@code \K} put the start and nothing; where each group was
     * opened; registers of loops.
     */
    final int[] registers;

    int[] stack = new int[FIRST_SIZE];
    int top;

    /** The header of the innermost barrier or call that is open; 0 for none. */
    int mark;

    /** The header of the innermost call; 0 for none. */
    int call;

    private final int openBase;

    BacktrackStack(BacktrackCode program) {
        this.program = program;
        this.code = program.code();
        this.registers = new int[program.registerCount()];
        this.openBase = 2 * (program.groupCount() + 1);
    }

    final void clear() {
        Arrays.fill(registers, -1);
        empty();
    }

    final void empty() {
        stack[0] = BOTTOM;
        top = 1;
        mark = 0;
        call = 0;
    }

    /** Gives up room that only a large search needs. */
    final void shrink() {
        if (stack.length > KEPT_BETWEEN_SEARCHES) {
            stack = new int[FIRST_SIZE];
        }
    }

    private void room(int numbers) {
        if (top + numbers > stack.length) {
            if (top + numbers > LIMIT) {
                throw new RegexExecException(RegexExecException.STACK_LIMIT);
            }
            stack = Arrays.copyOf(stack, Math.min(LIMIT, Math.max(2 * stack.length, top + numbers)));
        }
    }

    final void push(int kind, int argument) {
        room(1);
        stack[top++] = argument << KIND_BITS | kind;
    }

    final void push(int kind, int argument, int first) {
        room(2);
        int[] s = stack;
        int t = top;
        s[t] = first;
        s[t + 1] = argument << KIND_BITS | kind;
        top = t + 2;
    }

    final void push(int kind, int argument, int first, int second) {
        room(3);
        int[] s = stack;
        int t = top;
        s[t] = first;
        s[t + 1] = second;
        s[t + 2] = argument << KIND_BITS | kind;
        top = t + 3;
    }

    final void set(int register, int value) {
        push(UNDO, register, registers[register]);
        registers[register] = value;
    }

    final void open(int group, int at) {
        saveGroup(group);
        registers[openBase + group] = at;
    }

    final void close(int group, int at) {
        saveGroup(group);
        registers[2 * group] = registers[openBase + group];
        registers[2 * group + 1] = at;
    }

    /** Nothing to do where what is on top restores an older state of the group anyway. */
    private void saveGroup(int group) {
        int header = group << KIND_BITS | CAPTURE;
        if (stack[top - 1] == header) {
            return;
        }
        room(4);
        stack[top] = registers[openBase + group];
        stack[top + 1] = registers[2 * group];
        stack[top + 2] = registers[2 * group + 1];
        stack[top + 3] = header;
        top += 4;
    }

    final void undoGroup(int group) {
        top -= 3;
        registers[openBase + group] = stack[top];
        registers[2 * group] = stack[top + 1];
        registers[2 * group + 1] = stack[top + 2];
    }

    final void undo(int register) {
        registers[register] = stack[--top];
    }

    private int[] listOf(int pc) {
        return program.slotLists().get(code[pc + 1]);
    }

    /** Starts an atomic group or an assertion, the instruction at {@code pc}. */
    final void pushBarrier(int pc, int at) {
        int[] list = listOf(pc);
        room(list.length + 3);
        for (int register : list) {
            stack[top++] = registers[register];
        }
        stack[top] = at;
        stack[top + 1] = mark;
        stack[top + 2] = pc << KIND_BITS | BARRIER;
        mark = top + 2;
        top += 3;
    }

    final int pcOf(int header) {
        return stack[header] >>> KIND_BITS;
    }

    final int placeOf(int barrier) {
        return stack[barrier - 2];
    }

    final int markOf(int barrier) {
        return stack[barrier - 1];
    }

    /** Ends a barrier: what was tried since isn't tried in another way, but its captures can still be undone. */
    final void passBarrier(int barrier) {
        mark = markOf(barrier);
        if (listOf(pcOf(barrier)).length == 0) {
            top = barrier - 2;
        } else {
            stack[barrier] = stack[barrier] & ~KIND | RESTORE;
            top = barrier + 1;
        }
    }

    /** Undoes everything since a barrier, which is removed. */
    final void dropBarrier(int barrier) {
        mark = markOf(barrier);
        restoreBarrier(barrier);
    }

    /** Restores the registers of a barrier and removes it, whether passed or not. */
    final void restoreBarrier(int barrier) {
        int[] list = listOf(pcOf(barrier));
        top = barrier - 2 - list.length;
        for (int i = 0; i < list.length; i++) {
            registers[list[i]] = stack[top + i];
        }
    }

    final void pushCall(int pc, int at) {
        int count = registers.length;
        room(count + 4);
        System.arraycopy(registers, 0, stack, top, count);
        top += count;
        stack[top] = call;
        stack[top + 1] = at;
        stack[top + 2] = mark;
        stack[top + 3] = pc << KIND_BITS | CALLED;
        mark = top + 3;
        call = mark;
        top += 4;
    }

    final int outerCall(int callHeader) {
        return stack[callHeader - 3];
    }

    /** Ends a call, with all registers as they were before it. */
    final void dropCall(int callHeader) {
        mark = markOf(callHeader);
        call = outerCall(callHeader);
        int count = registers.length;
        top = callHeader - 3 - count;
        System.arraycopy(stack, top, registers, 0, count);
    }
}
