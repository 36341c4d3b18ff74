// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Vm;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A pattern being matched against one string. Backtracks, as Lua's own, so a pattern can take exponential time: the
 * worker is asked now and then whether to go on.
 */
final class PatternMatcher {

    private static final int DEEPEST = 200;
    private static final int STEPS_BETWEEN_POLLS = 1 << 14;
    private static final int NO_MATCH = -1;
    private static final int UNFINISHED = -1;
    private static final int POSITION = -2;
    private static final int[] NONE = {};

    private final PatternCode code;
    private final byte[] operations;
    private final byte[] subject;
    private final int begin;
    private final int end;
    private final int[] starts;
    private final int[] lengths;
    private int depth;
    private int steps;

    PatternMatcher(PatternCode code, LuaString subject) {
        this.code = code;
        this.operations = code.operations;
        this.subject = subject.m_bytes;
        this.begin = subject.m_offset;
        this.end = begin + subject.m_length;
        this.starts = code.captures == 0 ? NONE : new int[code.captures];
        this.lengths = code.captures == 0 ? NONE : new int[code.captures];
    }

    /** The end of a match that begins at an index of the subject's bytes, or -1. */
    int matchAt(int at) {
        depth = 0;
        return match(at, 0);
    }

    /** Where the first match begins, not before an index of the subject's bytes, or -1; {@link #matchEnd} is its end. */
    int find(int from) {
        if (code.anchored) {
            matchEnd = matchAt(from);
            return matchEnd == NO_MATCH ? NO_MATCH : from;
        }
        ByteSet first = code.first;
        for (int at = from; at <= end; at++) {
            if (first != null) {
                int skipped = at;
                while (at < end && !first.has(subject[at] & 0xff)) {
                    at++;
                }
                spend(at - skipped);
                if (at == end) {
                    break;
                }
            }
            matchEnd = matchAt(at);
            if (matchEnd != NO_MATCH) {
                return at;
            }
        }
        return NO_MATCH;
    }

    /** Where the match that {@link #find} found ends. */
    int matchEnd;

    private void spend(int count) {
        steps += count;
        if (steps > STEPS_BETWEEN_POLLS) {
            steps = 0;
            Vm vm = Vm.current();
            if (vm != null && vm.interrupt) {
                vm.poll();
            }
        }
    }

    private int deeper(int at, int step) {
        if (++depth > DEEPEST) {
            throw new LuaError("pattern too complex");
        }
        int result = match(at, step);
        depth--;
        return result;
    }

    private int match(int at, int from) {
        int s = at;
        int step = from;
        while (true) {
            switch (operations[step]) {
                case PatternCode.CHAR:
                    if (s >= end || (subject[s] & 0xff) != code.arguments[step]) {
                        return NO_MATCH;
                    }
                    s++;
                    break;
                case PatternCode.SET:
                    if (s >= end || !set(step).has(subject[s] & 0xff)) {
                        return NO_MATCH;
                    }
                    s++;
                    break;
                case PatternCode.MANY:
                    return many(s, step);
                case PatternCode.MANY_FOR_GOOD:
                    int stop = run(s, step);
                    if (stop - s < code.arguments[step]) {
                        return NO_MATCH;
                    }
                    s = stop;
                    break;
                case PatternCode.FEW:
                    return few(s, step);
                case PatternCode.MAYBE:
                    if (s < end && set(step).has(subject[s] & 0xff)) {
                        int rest = deeper(s + 1, step + 1);
                        if (rest != NO_MATCH) {
                            return rest;
                        }
                    }
                    break;
                case PatternCode.OPEN:
                    starts[code.arguments[step]] = s;
                    lengths[code.arguments[step]] = UNFINISHED;
                    break;
                case PatternCode.OPEN_POSITION:
                    starts[code.arguments[step]] = s;
                    lengths[code.arguments[step]] = POSITION;
                    break;
                case PatternCode.CLOSE:
                    lengths[code.arguments[step]] = s - starts[code.arguments[step]];
                    break;
                case PatternCode.BACK:
                    s = back(s, code.arguments[step]);
                    break;
                case PatternCode.BALANCE:
                    s = balance(s, code.arguments[step]);
                    break;
                case PatternCode.FRONTIER:
                    if (!isFrontier(s, set(step))) {
                        return NO_MATCH;
                    }
                    break;
                case PatternCode.AT_END:
                    if (s != end) {
                        return NO_MATCH;
                    }
                    break;
                case PatternCode.FAIL:
                    throw new LuaError(code.errors[step]);
                default:
                    return s;
            }
            if (s == NO_MATCH) {
                return NO_MATCH;
            }
            step++;
            spend(1);
        }
    }

    private ByteSet set(int step) {
        ByteSet set = code.sets[step];
        assert set != null;
        return set;
    }

    /** Where the bytes end that a step takes from a place on. */
    private int run(int from, int step) {
        ByteSet set = set(step);
        int s = from;
        while (s < end && set.has(subject[s] & 0xff)) {
            s++;
        }
        spend(s - from);
        return s;
    }

    private int many(int from, int step) {
        int least = from + code.arguments[step];
        ByteSet following = code.following[step];
        for (int s = run(from, step); s >= least; s--) {
            if (following == null || s < end && following.has(subject[s] & 0xff)) {
                int result = deeper(s, step + 1);
                if (result != NO_MATCH) {
                    return result;
                }
            }
        }
        return NO_MATCH;
    }

    private int few(int from, int step) {
        ByteSet set = set(step);
        ByteSet following = code.following[step];
        int s = from;
        while (true) {
            if (following == null || s < end && following.has(subject[s] & 0xff)) {
                int result = deeper(s, step + 1);
                if (result != NO_MATCH) {
                    return result;
                }
            }
            if (s >= end || !set.has(subject[s] & 0xff)) {
                spend(s - from);
                return NO_MATCH;
            }
            s++;
        }
    }

    private int back(int s, int capture) {
        int length = Math.max(0, lengths[capture]);
        if (end - s < length) {
            return NO_MATCH;
        }
        int start = starts[capture];
        for (int i = 0; i < length; i++) {
            if (subject[start + i] != subject[s + i]) {
                return NO_MATCH;
            }
        }
        spend(length);
        return s + length;
    }

    private int balance(int s, int pair) {
        int opening = pair >> 8;
        int closing = pair & 0xff;
        if (s >= end || (subject[s] & 0xff) != opening) {
            return NO_MATCH;
        }
        int open = 1;
        for (int i = s + 1; i < end; i++) {
            int c = subject[i] & 0xff;
            if (c == closing) {
                if (--open == 0) {
                    spend(i - s);
                    return i + 1;
                }
            } else if (c == opening) {
                open++;
            }
        }
        spend(end - s);
        return NO_MATCH;
    }

    private boolean isFrontier(int s, ByteSet set) {
        int before = s == begin ? 0 : subject[s - 1] & 0xff;
        int after = s < end ? subject[s] & 0xff : 0;
        return !set.has(before) && set.has(after);
    }

    /** How many values a match gives: its captures, or the whole where it has none. */
    int values() {
        return Math.max(1, code.captures);
    }

    /** A capture by its index from 0; index 0 is the whole match where there are none. */
    LuaValue capture(int index, int from, int to) {
        if (index >= code.captures) {
            if (index != 0) {
                throw new LuaError("invalid capture index");
            }
            return Strings.part(subject, from, to - from);
        }
        int length = lengths[index];
        if (length == UNFINISHED) {
            throw new LuaError("unfinished capture");
        }
        return length == POSITION
                ? LuaValue.valueOf(starts[index] - begin + 1)
                : Strings.part(subject, starts[index], length);
    }

    /** All values of a match. */
    Varargs captures(int from, int to) {
        return switch (code.captures) {
            case 0, 1 -> capture(0, from, to);
            case 2 -> LuaValue.varargsOf(capture(0, from, to), capture(1, from, to));
            default -> captures(null, null, from, to);
        };
    }

    /** All captures of a match behind two other values, where those are there. */
    Varargs captures(@Nullable LuaValue first, @Nullable LuaValue second, int from, int to) {
        int before = first == null ? 0 : 2;
        LuaValue[] all = new LuaValue[before + code.captures];
        if (first != null && second != null) {
            all[0] = first;
            all[1] = second;
        }
        for (int i = 0; i < code.captures; i++) {
            all[before + i] = capture(i, from, to);
        }
        return LuaValue.varargsOf(all);
    }
}
