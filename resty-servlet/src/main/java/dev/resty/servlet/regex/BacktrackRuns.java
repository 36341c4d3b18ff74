// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Repetitions of one byte or one character: runs that keep one frame, not one for each round. */
abstract class BacktrackRuns extends BacktrackStack {

    private static final int BYTES_PER_STEP_SHIFT = 5;

    static final byte[] NONE = {};

    final long[] sets;
    byte[] bytes = NONE;
    int begin;
    int end;

    /** How many steps are left. */
    long steps;

    /** Where to go on, of those methods that tell it. */
    int pc;

    BacktrackRuns(BacktrackCode program) {
        super(program);
        this.sets = program.sets();
    }

    final void step() {
        if (--steps < 0) {
            throw new RegexExecException(RegexExecException.MATCH_LIMIT);
        }
    }

    /** Counts a step for every 32 bytes that are read at once. */
    final void stepOver(int length) {
        steps -= Math.max(0, length) >> BYTES_PER_STEP_SHIFT;
        if (steps < 0) {
            throw new RegexExecException(RegexExecException.MATCH_LIMIT);
        }
    }

    final boolean contains(int set, byte value) {
        return isIn(sets, set, value);
    }

    /** The number of a bit within its word are the lowest bits of the value, all that a shift minds. */
    static boolean isIn(long[] words, int set, byte value) {
        return (words[(set << 2) + ((value & 0xff) >>> 6)] >>> value & 1) != 0;
    }

    /** Whether what starts with a byte of the set can follow here. */
    final boolean canFollow(int set, int at) {
        return set < 0 || at < end && contains(set, bytes[at]);
    }

    private int runEnd(int set, int at, int limit) {
        byte[] subject = bytes;
        long[] words = sets;
        int i = at;
        while (i < limit && isIn(words, set, subject[i])) {
            i++;
        }
        stepOver(i - at);
        return i;
    }

    private int limit(int at, int max) {
        return max < 0 || max > end - at ? end : at + max;
    }

    /** RUN_ALL; the place behind it, -1 for no match. */
    final int runAll(int pc, int at) {
        int i = runEnd(code[pc + 1], at, limit(at, code[pc + 3]));
        return i - at < code[pc + 2] ? -1 : i;
    }

    /** RUN. */
    final int run(int pc, int at) {
        int i = runEnd(code[pc + 1], at, limit(at, code[pc + 3]));
        return giveBack(pc, at + code[pc + 2], i);
    }

    /** Goes on from the highest place, down to {@code lowest}, where the rest of the pattern can match. */
    final int giveBack(int pc, int lowest, int highest) {
        int follow = code[pc + 4];
        int at = highest;
        if (follow >= 0) {
            while (at >= lowest && !canFollow(follow, at)) {
                at--;
            }
            stepOver(highest - at);
        }
        if (at < lowest) {
            return -1;
        }
        if (at > lowest) {
            push(GIVE, pc, lowest, at);
        }
        this.pc = pc + 5;
        return at;
    }

    /** RUN_LAZY. */
    final int runLazy(int pc, int at) {
        int lowest = at + code[pc + 2];
        if (lowest > end || lowest < at || runEnd(code[pc + 1], at, lowest) < lowest) {
            return -1;
        }
        return takeMore(pc, limit(at, code[pc + 3]), lowest);
    }

    /** Goes on from the lowest place, up to {@code limit}, where the rest of the pattern can match. */
    final int takeMore(int pc, int limit, int lowest) {
        int set = code[pc + 1];
        int follow = code[pc + 4];
        int at = lowest;
        while (!canFollow(follow, at)) {
            if (at >= limit || !contains(set, bytes[at])) {
                return -1;
            }
            at++;
        }
        stepOver(at - lowest);
        if (at < limit && contains(set, bytes[at])) {
            push(TAKE, pc, limit, at);
        }
        this.pc = pc + 5;
        return at;
    }

    /** CHARS_ALL. */
    final int charsAll(int pc, int at) {
        return charsEnd(pc, at, at, 0);
    }

    /** Behind as many characters as there are; -1 if fewer than the minimum. */
    private int charsEnd(int pc, int start, int from, int taken) {
        Utf8Class set = program.classes().get(code[pc + 1]);
        int max = code[pc + 3];
        int at = from;
        int count = taken;
        while (count != max) {
            int next = set.end(bytes, at, end);
            if (next < 0) {
                break;
            }
            at = next;
            count++;
        }
        stepOver(at - start);
        return count < code[pc + 2] ? -1 : at;
    }

    /** CHARS. */
    final int chars(int pc, int at) {
        int lowest = charsAtLeast(pc, at);
        if (lowest < 0) {
            return -1;
        }
        return giveCharsBack(pc, lowest, charsEnd(pc, at, lowest, code[pc + 2]));
    }

    private int charsAtLeast(int pc, int at) {
        Utf8Class set = program.classes().get(code[pc + 1]);
        int lowest = at;
        for (int i = code[pc + 2]; i > 0; i--) {
            lowest = set.end(bytes, lowest, end);
            if (lowest < 0) {
                return -1;
            }
        }
        return lowest;
    }

    final int giveCharsBack(int pc, int lowest, int highest) {
        int follow = code[pc + 4];
        int at = highest;
        while (at >= lowest && !canFollow(follow, at)) {
            at = before(at);
        }
        stepOver(highest - at);
        if (at < lowest) {
            return -1;
        }
        if (at > lowest) {
            push(GIVE_CHARS, pc, lowest, at);
        }
        this.pc = pc + 5;
        return at;
    }

    /** Where the character that ends here starts. */
    final int before(int at) {
        int i = at - 1;
        while (i > begin && (bytes[i] & 0xc0) == 0x80) {
            i--;
        }
        return i;
    }

    /** CHARS_LAZY. */
    final int charsLazy(int pc, int at) {
        int lowest = charsAtLeast(pc, at);
        if (lowest < 0) {
            return -1;
        }
        int max = code[pc + 3];
        return takeMoreChars(pc, max < 0 ? Integer.MAX_VALUE : max - code[pc + 2], lowest);
    }

    final int takeMoreChars(int pc, int remaining, int lowest) {
        Utf8Class set = program.classes().get(code[pc + 1]);
        int follow = code[pc + 4];
        int left = remaining;
        int at = lowest;
        while (!canFollow(follow, at)) {
            int next = left > 0 ? set.end(bytes, at, end) : -1;
            if (next < 0) {
                return -1;
            }
            at = next;
            left--;
        }
        stepOver(at - lowest);
        if (left > 0) {
            push(TAKE_CHARS, pc, left, at);
        }
        this.pc = pc + 5;
        return at;
    }

    /** Takes one more character first. */
    final int takeCharAndMore(int pc, int remaining, int at) {
        int next = program.classes().get(code[pc + 1]).end(bytes, at, end);
        return next < 0 ? -1 : takeMoreChars(pc, remaining - 1, next);
    }
}
