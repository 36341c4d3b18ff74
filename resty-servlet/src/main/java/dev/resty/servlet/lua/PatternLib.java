// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's string functions with patterns. */
final class PatternLib {

    private static final String SPECIALS = "^$*+?.([%-";

    private final Vm vm;

    PatternLib(Vm vm) {
        this.vm = vm;
    }

    void addTo(LuaTable string) {
        new NativeTable()
                .fn("find", args -> find(args, "find", true))
                .fn("gmatch", this::gmatch)
                .fn("gsub", this::gsub)
                .fn("match", args -> find(args, "match", false))
                .addTo(string);
    }

    private Varargs find(Varargs args, String name, boolean positions) {
        LuaString string = Args.string(args, 1, name);
        LuaString pattern = Args.string(args, 2, name);
        int start = StringLib.position(Args.integer(args, 3, name, 1), string.m_length) - 1;
        if (start < 0) {
            start = 0;
        } else if (start > string.m_length) {
            start = string.m_length;
        }
        if (positions && (args.arg(4).toboolean() || isPlain(pattern))) {
            int found = indexOf(string, pattern, start);
            return found < 0
                    ? LuaValue.NIL
                    : LuaValue.varargsOf(LuaValue.valueOf(found + 1), LuaValue.valueOf(found + pattern.m_length));
        }
        LuaPattern matcher = new LuaPattern(vm, string, pattern);
        int p = pattern.m_offset;
        boolean anchored = pattern.m_length > 0 && pattern.m_bytes[p] == '^';
        if (anchored) {
            p++;
        }
        int last = string.m_offset + string.m_length;
        for (int at = string.m_offset + start; at <= last; at++) {
            int end = matcher.matchAt(at, p);
            if (end >= 0) {
                return positions
                        ? matcher.captures(
                                at,
                                end,
                                false,
                                LuaValue.valueOf(at - string.m_offset + 1),
                                LuaValue.valueOf(end - string.m_offset))
                        : matcher.captures(at, end, true);
            }
            if (anchored) {
                break;
            }
        }
        return LuaValue.NIL;
    }

    private static boolean isPlain(LuaString pattern) {
        for (int i = 0; i < pattern.m_length; i++) {
            if (SPECIALS.indexOf(pattern.m_bytes[pattern.m_offset + i]) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Where one string is in another from an index on, both counted from 0; -1 where it isn't. */
    static int indexOf(LuaString string, LuaString part, int from) {
        if (part.m_length == 0) {
            return from;
        }
        byte[] bytes = string.m_bytes;
        byte[] wanted = part.m_bytes;
        byte first = wanted[part.m_offset];
        int last = string.m_offset + string.m_length - part.m_length;
        for (int at = string.m_offset + from; at <= last; at++) {
            if (bytes[at] == first) {
                int i = 1;
                while (i < part.m_length && bytes[at + i] == wanted[part.m_offset + i]) {
                    i++;
                }
                if (i == part.m_length) {
                    return at - string.m_offset;
                }
            }
        }
        return -1;
    }

    private Varargs gmatch(Varargs args) {
        LuaString string = Args.string(args, 1, "gmatch");
        LuaString pattern = Args.string(args, 2, "gmatch");
        int last = string.m_offset + string.m_length;
        int[] next = {string.m_offset};
        return NativeFunction.of("gmatch_aux", none -> {
            LuaPattern matcher = new LuaPattern(vm, string, pattern);
            for (int at = next[0]; at <= last; at++) {
                int end = matcher.matchAt(at, pattern.m_offset);
                if (end >= 0) {
                    next[0] = end == at ? end + 1 : end;
                    return matcher.captures(at, end, true);
                }
            }
            next[0] = last + 1;
            return LuaValue.NIL;
        });
    }

    private Varargs gsub(Varargs args) {
        LuaString string = Args.string(args, 1, "gsub");
        LuaString pattern = Args.string(args, 2, "gsub");
        LuaValue replacement = args.arg(3);
        if (replacement.type() == LuaValue.TNUMBER) {
            replacement = LuaText.bytes(replacement);
        } else if (!(replacement instanceof LuaString) && !replacement.istable() && !replacement.isfunction()) {
            throw Args.wrongType(args, 3, "gsub", "string/function/table");
        }
        int most = Args.integer(args, 4, "gsub", Integer.MAX_VALUE);
        int p = pattern.m_offset;
        boolean anchored = pattern.m_length > 0 && pattern.m_bytes[p] == '^';
        if (anchored) {
            p++;
        }
        LuaPattern matcher = new LuaPattern(vm, string, pattern);
        ByteBuilder result = new ByteBuilder(string.m_length);
        int last = string.m_offset + string.m_length;
        int at = string.m_offset;
        int count = 0;
        while (count < most) {
            int end = matcher.matchAt(at, p);
            if (end >= 0) {
                count++;
                replace(result, matcher, string, at, end, replacement);
            }
            if (end > at) {
                at = end;
            } else if (at < last) {
                result.append(string.m_bytes[at++]);
            } else {
                break;
            }
            if (anchored) {
                break;
            }
        }
        if (count == 0) {
            return LuaValue.varargsOf(string, LuaValue.ZERO);
        }
        result.append(string.m_bytes, at, last - at);
        return LuaValue.varargsOf(result.build(), LuaValue.valueOf(count));
    }

    private static void replace(
            ByteBuilder result, LuaPattern matcher, LuaString string, int from, int to, LuaValue replacement) {
        LuaValue value;
        if (replacement instanceof LuaString text) {
            expand(result, matcher, text, from, to);
            return;
        } else if (replacement.istable()) {
            value = replacement.get(matcher.capture(0, from, to));
        } else {
            value = replacement.invoke(matcher.captures(from, to, true)).arg1();
        }
        if (!value.toboolean()) {
            result.append(string.m_bytes, from, to - from);
        } else if (value instanceof LuaString || value.type() == LuaValue.TNUMBER) {
            result.append(LuaText.bytes(value));
        } else {
            throw new LuaError("invalid replacement value (a " + value.typename() + ")");
        }
    }

    private static void expand(ByteBuilder result, LuaPattern matcher, LuaString text, int from, int to) {
        for (int i = 0; i < text.m_length; i++) {
            int c = text.m_bytes[text.m_offset + i];
            if (c != '%' || i + 1 == text.m_length) {
                result.append(c);
                continue;
            }
            i++;
            int next = text.m_bytes[text.m_offset + i];
            if (!LuaNumbers.isDigit(next)) {
                result.append(next);
            } else if (next == '0') {
                result.append(matcher.whole(from, to));
            } else {
                result.append(LuaText.bytes(matcher.capture(next - '1', from, to)));
            }
        }
    }
}
