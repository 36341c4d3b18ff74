// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.StringFunctions;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's string functions, but for those with patterns ({@link PatternLib}) and {@code format}. */
final class StringLib {

    private static final long LONGEST = Integer.MAX_VALUE - 16;
    private static final int MOST_RESULTS = 1_000_000;

    private final Worker worker;

    StringLib(Worker worker) {
        this.worker = worker;
    }

    LuaTable table() {
        LuaTable table = new NativeTable()
                .fn("byte", StringLib::bytes)
                .fn("char", StringLib::chars)
                .fn("dump", StringLib::dump)
                .fn("format", args -> StringFunctions.format(args))
                .fn("len", args -> LuaValue.valueOf(Args.string(args, 1, "len").m_length))
                .fn("lower", StringLib::lower)
                .fn("rep", StringLib::rep)
                .fn("reverse", StringLib::reverse)
                .fn("sub", StringLib::sub)
                .fn("upper", StringLib::upper)
                .build();
        new PatternLib(worker.vm()).addTo(table);
        return table;
    }

    private static Varargs bytes(Varargs args) {
        LuaString string = Args.string(args, 1, "byte");
        int first = position(Args.integer(args, 2, "byte", 1), string.m_length);
        int last = position(Args.integer(args, 3, "byte", first), string.m_length);
        int from = Math.max(1, first);
        int to = Math.min(string.m_length, last);
        if (from > to) {
            return LuaValue.NONE;
        }
        if (from == to) {
            return LuaValue.valueOf(string.m_bytes[string.m_offset + from - 1] & 0xff);
        }
        if (to - from >= MOST_RESULTS) {
            throw new LuaError("string slice too long");
        }
        LuaValue[] values = new LuaValue[to - from + 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = LuaValue.valueOf(string.m_bytes[string.m_offset + from - 1 + i] & 0xff);
        }
        return LuaValue.varargsOf(values);
    }

    /** A position counted from the start, where a negative one counts from the end. */
    static int position(int given, int length) {
        if (given >= 0) {
            return given;
        }
        return given < -length ? 0 : length + given + 1;
    }

    private static Varargs chars(Varargs args) {
        byte[] bytes = new byte[args.narg()];
        for (int i = 0; i < bytes.length; i++) {
            int value = Args.integer(args, i + 1, "char");
            if ((value & 0xff) != value) {
                throw Args.bad(i + 1, "char", "invalid value");
            }
            bytes[i] = (byte) value;
        }
        return LuaString.valueUsing(bytes);
    }

    private static Varargs dump(Varargs args) {
        Args.function(args, 1, "dump");
        throw new LuaError("unable to dump given function");
    }

    private static Varargs lower(Varargs args) {
        LuaString string = Args.string(args, 1, "lower");
        byte[] bytes = LuaText.copy(string);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'A' && bytes[i] <= 'Z') {
                bytes[i] += 32;
            }
        }
        return LuaString.valueUsing(bytes);
    }

    private static Varargs upper(Varargs args) {
        LuaString string = Args.string(args, 1, "upper");
        byte[] bytes = LuaText.copy(string);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= 'a' && bytes[i] <= 'z') {
                bytes[i] -= 32;
            }
        }
        return LuaString.valueUsing(bytes);
    }

    private static Varargs rep(Varargs args) {
        LuaString string = Args.string(args, 1, "rep");
        int count = Args.integer(args, 2, "rep");
        LuaString separator = Args.string(args, 3, "rep", LuaValue.EMPTYSTRING);
        if (count <= 0) {
            return LuaValue.EMPTYSTRING;
        }
        long length = (long) string.m_length * count + (long) separator.m_length * (count - 1);
        if (length > LONGEST) {
            throw new LuaError("resulting string too large");
        }
        ByteBuilder result = new ByteBuilder((int) length);
        for (int i = 0; i < count && length > 0; i++) {
            if (i > 0) {
                result.append(separator);
            }
            result.append(string);
        }
        return result.build();
    }

    private static Varargs reverse(Varargs args) {
        byte[] bytes = LuaText.copy(Args.string(args, 1, "reverse"));
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte b = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = b;
        }
        return LuaString.valueUsing(bytes);
    }

    private static Varargs sub(Varargs args) {
        LuaString string = Args.string(args, 1, "sub");
        int length = string.m_length;
        int from = Math.max(1, position(Args.integer(args, 2, "sub"), length));
        int to = Math.min(length, position(Args.integer(args, 3, "sub", -1), length));
        return from > to ? LuaValue.EMPTYSTRING : string.substring(from - 1, to);
    }
}
