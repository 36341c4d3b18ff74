// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.LuaNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/**
 * A Lua pattern made into steps, which {@link PatternMatcher} carries out. Immutable; patterns that were used lately are
 * kept for all workers, in a table of a fixed size.
 *
 * <p>As in LuaJIT a pattern ends at its first zero byte, and what is wrong with it is told only when matching gets there.
 */
final class PatternCode {

    /** What a step does. */
    static final int CHAR = 0;

    static final int SET = 1;
    static final int MANY = 2;
    static final int MANY_FOR_GOOD = 3;
    static final int FEW = 4;
    static final int MAYBE = 5;
    static final int OPEN = 6;
    static final int OPEN_POSITION = 7;
    static final int CLOSE = 8;
    static final int BACK = 9;
    static final int BALANCE = 10;
    static final int FRONTIER = 11;
    static final int AT_END = 12;
    static final int FAIL = 13;
    static final int MATCH = 14;

    private static final int MOST_CAPTURES = 32;
    private static final int KEPT = 512;
    private static final int ESCAPE = '%';
    private static final String SPECIALS = "^$*+?.([%-";

    private static final @Nullable PatternCode[] LATELY_USED = new @Nullable PatternCode[KEPT];

    private final LuaString source;

    /** Whether it matches itself only. */
    final boolean plain;

    /** Whether it begins with {@code ^}. */
    final boolean anchored;

    /** How many captures it has. */
    final int captures;

    /** What to do, by step. */
    final byte[] operations;

    /** A byte, a capture's index, or how often at least, by step. */
    final int[] arguments;

    /** The bytes that a step takes. */
    final @Nullable ByteSet[] sets;

    /** The bytes that what follows a repetition may begin with, by step; null where it may be empty. */
    final @Nullable ByteSet[] following;

    /** What is wrong at a step of {@link #FAIL}. */
    final @Nullable String[] errors;

    /** The bytes that a match may begin with; null where it may be empty. */
    final @Nullable ByteSet first;

    private PatternCode(LuaString source, boolean mayAnchor) {
        this.source = source;
        this.plain = isPlain(source);
        Compiler compiler = new Compiler(source, mayAnchor);
        this.anchored = compiler.anchored;
        compiler.run();
        List<Step> steps = compiler.steps;
        int count = steps.size();
        operations = new byte[count];
        arguments = new int[count];
        sets = new @Nullable ByteSet[count];
        errors = new @Nullable String[count];
        for (int i = 0; i < count; i++) {
            Step step = steps.get(i);
            operations[i] = (byte) step.operation;
            arguments[i] = step.argument;
            sets[i] = step.set;
            errors[i] = step.error;
        }
        captures = compiler.captures;
        following = new @Nullable ByteSet[count];
        for (int i = 0; i < count; i++) {
            if (operations[i] == MANY || operations[i] == FEW) {
                following[i] = firstOf(i + 1, false);
                settle(i);
            }
        }
        first = firstOf(0, false);
    }

    /** The steps of a pattern. */
    static PatternCode of(LuaString source) {
        int slot = source.hashCode() & KEPT - 1;
        PatternCode known = LATELY_USED[slot];
        if (known != null && (known.source == source || known.source.raweq(source))) {
            return known;
        }
        PatternCode made = new PatternCode(copy(source), true);
        LATELY_USED[slot] = made;
        return made;
    }

    /** The steps of a pattern in which {@code ^} is a byte like others. */
    static PatternCode unanchored(LuaString source) {
        boolean ordinary = source.m_length == 0 || source.m_bytes[source.m_offset] != '^';
        return ordinary ? of(source) : new PatternCode(copy(source), false);
    }

    /** A copy of just its bytes: what is kept must not keep a whole request's. */
    private static LuaString copy(LuaString source) {
        return LuaString.valueUsing(
                Arrays.copyOfRange(source.m_bytes, source.m_offset, source.m_offset + source.m_length));
    }

    private static boolean isPlain(LuaString pattern) {
        for (int i = 0; i < pattern.m_length; i++) {
            if (SPECIALS.indexOf(pattern.m_bytes[pattern.m_offset + i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** A repetition needs no way back where nothing that it takes can begin what follows. */
    private void settle(int step) {
        ByteSet own = sets[step];
        ByteSet next = firstOf(step + 1, true);
        boolean apart = own != null && next != null && !own.meets(next);
        if (operations[step] == MANY && (apart || endsAfter(step))) {
            operations[step] = MANY_FOR_GOOD;
        }
    }

    /** Whether nothing is to be matched behind a step. */
    private boolean endsAfter(int step) {
        int next = step + 1;
        while (operations[next] == OPEN_POSITION || operations[next] == CLOSE) {
            next++;
        }
        return operations[next] == MATCH;
    }

    /**
     * The bytes that the steps from one on may begin with; null where they may take nothing, or look elsewhere.
     *
     * @param withEnd whether taking nothing at the end of the string doesn't count
     */
    private @Nullable ByteSet firstOf(int from, boolean withEnd) {
        ByteSet bytes = new ByteSet();
        for (int step = from; ; step++) {
            ByteSet own = sets[step];
            switch (operations[step]) {
                case CHAR -> {
                    bytes.add(arguments[step]);
                    return bytes;
                }
                case SET -> {
                    bytes.addAll(own == null ? bytes : own);
                    return bytes;
                }
                case BALANCE -> {
                    bytes.add(arguments[step] >> 8);
                    return bytes;
                }
                case MANY, MANY_FOR_GOOD -> {
                    bytes.addAll(own == null ? bytes : own);
                    if (arguments[step] > 0) {
                        return bytes;
                    }
                }
                case FEW, MAYBE -> bytes.addAll(own == null ? bytes : own);
                case OPEN, OPEN_POSITION, CLOSE -> {}
                default -> {
                    return withEnd && operations[step] == AT_END ? bytes : null;
                }
            }
        }
    }

    /** One step in the making. */
    private record Step(
            int operation,
            int argument,
            @Nullable ByteSet set,
            @Nullable String error) {}

    /** Reads a pattern. */
    private static final class Compiler {

        private final byte[] pattern;
        private final int end;
        private int at;
        final boolean anchored;
        final List<Step> steps = new ArrayList<>();
        int captures;
        private final boolean[] closed = new boolean[MOST_CAPTURES];

        Compiler(LuaString source, boolean mayAnchor) {
            pattern = source.m_bytes;
            at = source.m_offset;
            int stop = at;
            while (stop < at + source.m_length && pattern[stop] != 0) {
                stop++;
            }
            end = stop;
            anchored = mayAnchor && at < end && pattern[at] == '^';
            if (anchored) {
                at++;
            }
        }

        void run() {
            try {
                while (at < end) {
                    item();
                }
                step(MATCH, 0, null);
            } catch (Malformed e) {
                steps.add(new Step(FAIL, 0, null, e.getMessage()));
            }
        }

        private void step(int operation, int argument, @Nullable ByteSet set) {
            steps.add(new Step(operation, argument, set, null));
        }

        private void item() {
            int c = pattern[at] & 0xff;
            int next = at + 1 < end ? pattern[at + 1] & 0xff : -1;
            if (c == '(') {
                open(next == ')');
            } else if (c == ')') {
                at++;
                close();
            } else if (c == '$' && at + 1 == end) {
                at++;
                step(AT_END, 0, null);
            } else if (c == ESCAPE && next == 'b') {
                at += 2;
                if (at + 1 >= end) {
                    throw new Malformed("unbalanced pattern");
                }
                step(BALANCE, (pattern[at] & 0xff) << 8 | pattern[at + 1] & 0xff, null);
                at += 2;
            } else if (c == ESCAPE && next == 'f') {
                at += 2;
                if (at >= end || pattern[at] != '[') {
                    throw new Malformed("missing '[' after '%f' in pattern");
                }
                step(FRONTIER, 0, set());
            } else if (c == ESCAPE && LuaNumbers.isDigit(next)) {
                at += 2;
                int index = next - '1';
                if (index < 0 || index >= captures || !closed[index]) {
                    throw new Malformed("invalid capture index");
                }
                step(BACK, index, null);
            } else {
                repeatable();
            }
        }

        private void open(boolean position) {
            if (captures >= MOST_CAPTURES) {
                throw new Malformed("too many captures");
            }
            at += position ? 2 : 1;
            closed[captures] = position;
            step(position ? OPEN_POSITION : OPEN, captures, null);
            captures++;
        }

        private void close() {
            int open = captures - 1;
            while (open >= 0 && closed[open]) {
                open--;
            }
            if (open < 0) {
                throw new Malformed("invalid pattern capture");
            }
            closed[open] = true;
            step(CLOSE, open, null);
        }

        /** A byte, a class or a set, and how often. */
        private void repeatable() {
            int c = pattern[at] & 0xff;
            ByteSet set;
            if (c == ESCAPE) {
                if (at + 1 >= end) {
                    throw new Malformed("malformed pattern (ends with '%')");
                }
                set = new ByteSet();
                set.addClass(pattern[at + 1] & 0xff);
                at += 2;
            } else if (c == '[') {
                set = set();
            } else {
                set = new ByteSet();
                if (c == '.') {
                    set.invert();
                } else {
                    set.add(c);
                }
                at++;
            }
            int suffix = at < end ? pattern[at] : 0;
            switch (suffix) {
                case '*' -> step(MANY, 0, set);
                case '+' -> step(MANY, 1, set);
                case '-' -> step(FEW, 0, set);
                case '?' -> step(MAYBE, 0, set);
                default -> {
                    int only = set.only();
                    step(only >= 0 ? CHAR : SET, only, set);
                    return;
                }
            }
            at++;
        }

        /** The set that begins at {@code [}; afterwards the place is behind it. */
        private ByteSet set() {
            ByteSet set = new ByteSet();
            int p = at + 1;
            boolean negated = p < end && pattern[p] == '^';
            if (negated) {
                p++;
            }
            int closing = closing(p);
            while (p < closing) {
                int member = pattern[p] & 0xff;
                if (member == ESCAPE) {
                    set.addClass(pattern[p + 1] & 0xff);
                    p += 2;
                } else if (p + 2 < closing && pattern[p + 1] == '-') {
                    set.addRange(member, pattern[p + 2] & 0xff);
                    p += 3;
                } else {
                    set.add(member);
                    p++;
                }
            }
            if (negated) {
                set.invert();
            }
            at = closing + 1;
            return set;
        }

        /** Where the bracket is that closes a set whose members begin at {@code from}: the first of them may be one. */
        private int closing(int from) {
            int p = from;
            do {
                if (p >= end) {
                    throw new Malformed("malformed pattern (missing ']')");
                }
                p += pattern[p] == ESCAPE ? 2 : 1;
            } while (p >= end || pattern[p] != ']');
            return p;
        }
    }

    /** What is wrong with a pattern; never leaves this class. */
    private static final class Malformed extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message, null, false, false);
        }
    }
}
