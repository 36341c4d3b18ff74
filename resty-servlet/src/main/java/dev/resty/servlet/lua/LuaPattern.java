// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * One Lua pattern being matched against one string. Backtracking, as Lua's own, so a pattern can take exponential time:
 * the run's budget is checked as it goes.
 */
final class LuaPattern {

    private static final int MOST_CAPTURES = 32;
    private static final int DEEPEST = 200;
    private static final int STEPS_BETWEEN_CHECKS = 1 << 14;

    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int NO_MATCH = -1;

    private static final int ESCAPE = '%';

    private final Vm vm;
    private final byte[] subject;
    private final int begin;
    private final int end;
    private final byte[] pattern;
    private final int patternEnd;

    private final int[] captureStart = new int[MOST_CAPTURES];
    private final int[] captureLength = new int[MOST_CAPTURES];
    private int captures;
    private int depth;
    private int steps;

    LuaPattern(Vm vm, LuaString subject, LuaString pattern) {
        this.vm = vm;
        this.subject = subject.m_bytes;
        this.begin = subject.m_offset;
        this.end = begin + subject.m_length;
        this.pattern = pattern.m_bytes;
        this.patternEnd = pattern.m_offset + pattern.m_length;
    }

    /**
     * Matches at one place.
     *
     * @param at where, as an index into the subject's bytes
     * @param from where the pattern begins, as an index into the pattern's bytes
     * @return the end of the match, or -1
     */
    int matchAt(int at, int from) {
        captures = 0;
        depth = 0;
        return match(at, from);
    }

    private int match(int at, int from) {
        if (++depth > DEEPEST) {
            throw new LuaError("pattern too complex");
        }
        try {
            return matchHere(at, from);
        } finally {
            depth--;
        }
    }

    private int matchHere(int at, int from) {
        int s = at;
        int p = from;
        while (p < patternEnd) {
            if (++steps > STEPS_BETWEEN_CHECKS) {
                steps = 0;
                if (vm.interrupt) {
                    vm.poll();
                }
            }
            int c = pattern[p] & 0xff;
            if (c == '(') {
                return p + 1 < patternEnd && pattern[p + 1] == ')'
                        ? openCapture(s, p + 2, POSITION)
                        : openCapture(s, p + 1, UNFINISHED);
            }
            if (c == ')') {
                return closeCapture(s, p + 1);
            }
            if (c == '$' && p + 1 == patternEnd) {
                return s == end ? s : NO_MATCH;
            }
            if (c == ESCAPE && p + 1 < patternEnd) {
                int next = pattern[p + 1] & 0xff;
                if (next == 'b') {
                    s = matchBalance(s, p + 2);
                    p += 4;
                    if (s == NO_MATCH) {
                        return NO_MATCH;
                    }
                    continue;
                }
                if (next == 'f') {
                    int set = p + 2;
                    int setEnd = frontierEnd(set);
                    if (!isFrontier(s, set, setEnd)) {
                        return NO_MATCH;
                    }
                    p = setEnd;
                    continue;
                }
                if (LuaNumbers.isDigit(next)) {
                    s = matchBackReference(s, next);
                    p += 2;
                    if (s == NO_MATCH) {
                        return NO_MATCH;
                    }
                    continue;
                }
            }
            int itemEnd = itemEnd(p);
            int suffix = itemEnd < patternEnd ? pattern[itemEnd] : 0;
            if (suffix == '*') {
                return longest(s, p, itemEnd, 0);
            }
            if (suffix == '+') {
                return longest(s, p, itemEnd, 1);
            }
            if (suffix == '-') {
                return shortest(s, p, itemEnd);
            }
            boolean one = s < end && matchesOne(subject[s] & 0xff, p, itemEnd);
            if (suffix == '?') {
                if (one) {
                    int rest = match(s + 1, itemEnd + 1);
                    if (rest != NO_MATCH) {
                        return rest;
                    }
                }
                p = itemEnd + 1;
            } else if (one) {
                s++;
                p = itemEnd;
            } else {
                return NO_MATCH;
            }
        }
        return s;
    }

    private int openCapture(int s, int p, int kind) {
        if (captures >= MOST_CAPTURES) {
            throw new LuaError("too many captures");
        }
        captureStart[captures] = s;
        captureLength[captures] = kind;
        captures++;
        int result = match(s, p);
        if (result == NO_MATCH) {
            captures--;
        }
        return result;
    }

    private int closeCapture(int s, int p) {
        int open = captures - 1;
        while (open >= 0 && captureLength[open] != UNFINISHED) {
            open--;
        }
        if (open < 0) {
            throw new LuaError("invalid pattern capture");
        }
        captureLength[open] = s - captureStart[open];
        int result = match(s, p);
        if (result == NO_MATCH) {
            captureLength[open] = UNFINISHED;
        }
        return result;
    }

    private int matchBalance(int s, int p) {
        if (p + 1 >= patternEnd) {
            throw new LuaError("unbalanced pattern");
        }
        int opening = pattern[p];
        int closing = pattern[p + 1];
        if (s >= end || subject[s] != opening) {
            return NO_MATCH;
        }
        int open = 1;
        for (int i = s + 1; i < end; i++) {
            if (subject[i] == closing) {
                if (--open == 0) {
                    return i + 1;
                }
            } else if (subject[i] == opening) {
                open++;
            }
        }
        return NO_MATCH;
    }

    private int frontierEnd(int set) {
        if (set >= patternEnd || pattern[set] != '[') {
            throw new LuaError("missing '[' after '%f' in pattern");
        }
        return itemEnd(set);
    }

    private boolean isFrontier(int s, int set, int setEnd) {
        int before = s == begin ? 0 : subject[s - 1] & 0xff;
        int after = s < end ? subject[s] & 0xff : 0;
        return !inSet(before, set, setEnd - 1) && inSet(after, set, setEnd - 1);
    }

    private int matchBackReference(int s, int digit) {
        int index = digit - '1';
        if (index < 0 || index >= captures || captureLength[index] == UNFINISHED) {
            throw new LuaError("invalid capture index");
        }
        int length = Math.max(0, captureLength[index]);
        if (end - s < length) {
            return NO_MATCH;
        }
        for (int i = 0; i < length; i++) {
            if (subject[captureStart[index] + i] != subject[s + i]) {
                return NO_MATCH;
            }
        }
        return s + length;
    }

    /** Where the item that begins at {@code p} (a character, a class, a set) ends. */
    private int itemEnd(int p) {
        int c = pattern[p];
        if (c == ESCAPE) {
            if (p + 1 >= patternEnd) {
                throw new LuaError("malformed pattern (ends with '%')");
            }
            return p + 2;
        }
        return c == '[' ? setEnd(p + 1) : p + 1;
    }

    private int setEnd(int from) {
        int p = from;
        if (p < patternEnd && pattern[p] == '^') {
            p++;
        }
        boolean first = true;
        while (first || p >= patternEnd || pattern[p] != ']') {
            if (p >= patternEnd) {
                throw new LuaError("malformed pattern (missing ']')");
            }
            first = false;
            p += pattern[p] == ESCAPE ? 2 : 1;
        }
        return p + 1;
    }

    private boolean matchesOne(int c, int p, int itemEnd) {
        return switch (pattern[p]) {
            case '.' -> true;
            case ESCAPE -> CharClass.matches(c, pattern[p + 1] & 0xff);
            case '[' -> inSet(c, p, itemEnd - 1);
            default -> (pattern[p] & 0xff) == c;
        };
    }

    /** Whether a byte is in the set from its opening to its closing bracket. */
    private boolean inSet(int c, int opening, int closing) {
        int p = opening + 1;
        boolean in = true;
        if (pattern[p] == '^') {
            in = false;
            p++;
        }
        while (p < closing) {
            int member = pattern[p] & 0xff;
            if (member == ESCAPE) {
                if (CharClass.matches(c, pattern[p + 1] & 0xff)) {
                    return in;
                }
                p += 2;
            } else if (p + 2 < closing && pattern[p + 1] == '-') {
                if (member <= c && c <= (pattern[p + 2] & 0xff)) {
                    return in;
                }
                p += 3;
            } else {
                if (member == c) {
                    return in;
                }
                p++;
            }
        }
        return !in;
    }

    private int longest(int s, int p, int itemEnd, int fewest) {
        int count = 0;
        while (s + count < end && matchesOne(subject[s + count] & 0xff, p, itemEnd)) {
            count++;
        }
        steps += count;
        for (; count >= fewest; count--) {
            int result = match(s + count, itemEnd + 1);
            if (result != NO_MATCH) {
                return result;
            }
        }
        return NO_MATCH;
    }

    private int shortest(int from, int p, int itemEnd) {
        int s = from;
        while (true) {
            int result = match(s, itemEnd + 1);
            if (result != NO_MATCH) {
                return result;
            }
            if (s >= end || !matchesOne(subject[s] & 0xff, p, itemEnd)) {
                return NO_MATCH;
            }
            s++;
        }
    }

    /** How many values a match gives: its captures, or the whole where it has none. */
    int values() {
        return captures == 0 ? 1 : captures;
    }

    /** A capture by its index from 0; index 0 is the whole match where there are none. */
    LuaValue capture(int index, int from, int to) {
        if (index >= captures) {
            if (index != 0) {
                throw new LuaError("invalid capture index");
            }
            return LuaString.valueOf(subject, from, to - from);
        }
        int length = captureLength[index];
        if (length == UNFINISHED) {
            throw new LuaError("unfinished capture");
        }
        return length == POSITION
                ? LuaValue.valueOf(captureStart[index] - begin + 1)
                : LuaString.valueOf(subject, captureStart[index], length);
    }

    /** The whole match. */
    LuaString whole(int from, int to) {
        return LuaString.valueOf(subject, from, to - from);
    }

    /** All values of a match, after some others. */
    Varargs captures(int from, int to, boolean wholeToo, LuaValue... before) {
        int count = captures == 0 && !wholeToo ? 0 : values();
        if (before.length == 0 && count == 1) {
            return capture(0, from, to);
        }
        LuaValue[] all = java.util.Arrays.copyOf(before, before.length + count);
        for (int i = 0; i < count; i++) {
            all[before.length + i] = capture(i, from, to);
        }
        return LuaValue.varargsOf(all);
    }
}
