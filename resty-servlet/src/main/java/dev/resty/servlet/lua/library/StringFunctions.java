// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's string functions; those with patterns are in {@link PatternFunctions}. */
public final class StringFunctions {

    private static final int MOST_RESULTS = 8000;
    private static final long LONGEST = 0x7fffff00L;

    static {
        register("byte", "firstByte", double.class, LuaValue.class);
        register("byte", "byteAt", double.class, LuaValue.class, double.class);
        register("len", "length", double.class, LuaValue.class);
        register("sub", "sub", LuaValue.class, LuaValue.class, double.class);
        register("sub", "sub", LuaValue.class, LuaValue.class, double.class, double.class);
        Intrinsics.register("string.char", StringFunctions.class, "ofByte", LuaValue.class, double.class);
    }

    /** For {@code string.byte(value)} and {@code value:byte()}. */
    private static void register(String name, String method, Class<?> result, Class<?>... parameters) {
        Intrinsics.register("string." + name, StringFunctions.class, method, result, parameters);
        Intrinsics.registerMethod("string." + name, name, StringFunctions.class, method, result, parameters);
    }

    private StringFunctions() {}

    /** The table {@code string}, new. */
    public static Table table() {
        NativeTable table = new NativeTable()
                .fn(new Byte())
                .fn(new Char())
                .fn("dump", args -> dump(args.narg() == 0 ? LuaValue.NONE : args.arg1()))
                .fn(new Format())
                .fn(new Len())
                .fn(new Lower())
                .fn(new Rep())
                .fn("reverse", args -> reverse(args.narg() == 0 ? LuaValue.NONE : args.arg1()))
                .fn(new Sub())
                .fn(new Upper());
        PatternFunctions.addTo(table);
        return table.build();
    }

    /** {@code string.byte(value)}, or NaN where that isn't one byte's number of a string. */
    public static double firstByte(LuaValue value) {
        return value instanceof LuaString string && string.m_length > 0
                ? string.m_bytes[string.m_offset] & 0xff
                : Double.NaN;
    }

    /** {@code string.byte(value, position)}, or NaN where that isn't one byte's number of a string. */
    public static double byteAt(LuaValue value, double position) {
        int index = (int) position - 1;
        return value instanceof LuaString string && index >= 0 && index < string.m_length
                ? string.m_bytes[string.m_offset + index] & 0xff
                : Double.NaN;
    }

    /** {@code string.len(value)}, or NaN where that isn't a string. */
    public static double length(LuaValue value) {
        return value instanceof LuaString string ? string.m_length : Double.NaN;
    }

    /** {@code string.char(number)}, or null where that isn't a byte. */
    public static @Nullable LuaValue ofByte(double number) {
        int b = (int) number;
        return (b & 0xff) == b ? Strings.ofByte(b) : null;
    }

    /** {@code string.sub(value, from)}, or null where the value isn't a string. */
    public static @Nullable LuaValue sub(LuaValue value, double from) {
        return value instanceof LuaString string ? sub(string, Check.cut(from), -1) : null;
    }

    /** {@code string.sub(value, from, to)}, or null where the value isn't a string. */
    public static @Nullable LuaValue sub(LuaValue value, double from, double to) {
        return value instanceof LuaString string ? sub(string, Check.cut(from), Check.cut(to)) : null;
    }

    private static LuaString sub(LuaString string, int from, int to) {
        int length = string.m_length;
        int first = from > 0 ? from : from == 0 ? 1 : Math.max(1, length + from + 1);
        int last = to >= 0 ? Math.min(to, length) : length + to + 1;
        if (first > last) {
            return LuaValue.EMPTYSTRING;
        }
        return first == 1 && last == length
                ? string
                : Strings.part(string.m_bytes, string.m_offset + first - 1, last - first + 1);
    }

    /** A position counted from the start, where a negative one counts from the end. */
    static int position(int given, int length) {
        if (given >= 0) {
            return given;
        }
        return given < -length ? 0 : length + given + 1;
    }

    private static final class Byte extends NativeFunction {

        Byte() {
            super("string", "byte");
        }

        @Override
        protected Varargs all(Varargs args) {
            return switch (args.narg()) {
                case 0 -> bytes(NONE, NIL, NIL);
                case 1 -> bytes(args.arg1(), NIL, NIL);
                default -> bytes(args.arg1(), args.arg(2), args.arg(3));
            };
        }

        @Override
        protected Varargs all1(LuaValue string) {
            return bytes(string, NIL, NIL);
        }

        @Override
        protected Varargs all2(LuaValue string, LuaValue from) {
            return bytes(string, from, NIL);
        }

        @Override
        protected Varargs all3(LuaValue string, LuaValue from, LuaValue to) {
            return bytes(string, from, to);
        }

        private static Varargs bytes(LuaValue value, LuaValue from, LuaValue to) {
            LuaString string = Check.string(value, 1, "byte");
            int length = string.m_length;
            int start = Check.integer(from, 2, "byte", 1);
            int first = position(start, length);
            int last = Math.min(length, position(Check.integer(to, 3, "byte", start), length));
            first = Math.max(1, first);
            int count = last - first + 1;
            if (count <= 0) {
                return NONE;
            }
            byte[] bytes = string.m_bytes;
            int at = string.m_offset + first - 1;
            return switch (count) {
                case 1 -> valueOf(bytes[at] & 0xff);
                case 2 -> varargsOf(valueOf(bytes[at] & 0xff), valueOf(bytes[at + 1] & 0xff));
                default -> many(bytes, at, count);
            };
        }

        private static Varargs many(byte[] bytes, int at, int count) {
            if (count > MOST_RESULTS) {
                throw new LuaError("string slice too long");
            }
            LuaValue[] values = new LuaValue[count];
            for (int i = 0; i < count; i++) {
                values[i] = valueOf(bytes[at + i] & 0xff);
            }
            return varargsOf(values);
        }
    }

    private static final class Char extends NativeFunction {

        Char() {
            super("string", "char");
        }

        @Override
        protected Varargs all(Varargs args) {
            byte[] bytes = new byte[args.narg()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = octet(args.arg(i + 1), i + 1);
            }
            return LuaString.valueUsing(bytes);
        }

        @Override
        protected Varargs all1(LuaValue a) {
            return Strings.ofByte(octet(a, 1));
        }

        @Override
        protected LuaValue first1(LuaValue a) {
            return Strings.ofByte(octet(a, 1));
        }

        @Override
        protected LuaValue first2(LuaValue a, LuaValue b) {
            return LuaString.valueUsing(new byte[] {octet(a, 1), octet(b, 2)});
        }

        @Override
        protected LuaValue first3(LuaValue a, LuaValue b, LuaValue c) {
            return LuaString.valueUsing(new byte[] {octet(a, 1), octet(b, 2), octet(c, 3)});
        }

        private static byte octet(LuaValue value, int position) {
            int octet = Check.integer(value, position, "char");
            if ((octet & 0xff) != octet) {
                throw Check.bad(position, "char", "invalid value");
            }
            return (byte) octet;
        }
    }

    private static final class Sub extends NativeFunction.Fixed {

        Sub() {
            super("string", "sub");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue from, LuaValue to) {
            LuaString string = Check.string(value, 1, "sub");
            return StringFunctions.sub(string, Check.integer(from, 2, "sub"), Check.integer(to, 3, "sub", -1));
        }
    }

    private static final class Rep extends NativeFunction.Fixed {

        Rep() {
            super("string", "rep");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue times, LuaValue between) {
            LuaString string = Check.string(value, 1, "rep");
            int count = Check.integer(times, 2, "rep");
            LuaString separator = Check.absent(between) ? EMPTYSTRING : Check.string(between, 3, "rep");
            if (count <= 0) {
                return EMPTYSTRING;
            }
            long piece = (long) string.m_length + separator.m_length;
            long length = piece * count - separator.m_length;
            if (length > LONGEST) {
                throw new LuaError("string length overflow");
            }
            if (length == 0) {
                return EMPTYSTRING;
            }
            Strings.allocate(length);
            byte[] bytes = new byte[(int) length];
            System.arraycopy(string.m_bytes, string.m_offset, bytes, 0, string.m_length);
            if (count > 1) {
                System.arraycopy(separator.m_bytes, separator.m_offset, bytes, string.m_length, separator.m_length);
            }
            for (long done = Math.min(piece, length); done < length; done *= 2) {
                System.arraycopy(bytes, 0, bytes, (int) done, (int) Math.min(done, length - done));
            }
            return LuaString.valueUsing(bytes);
        }
    }

    private static final class Format extends NativeFunction {

        Format() {
            super("string", "format");
        }

        @Override
        protected Varargs all(Varargs args) {
            return StringFormat.format(args, 1);
        }
    }

    private static final class Len extends NativeFunction.Fixed {

        Len() {
            super("string", "len");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue b, LuaValue c) {
            // LuaJIT speaks of nil where nothing is given.
            return valueOf(Check.string(value.isnil() ? NIL : value, 1, "len").m_length);
        }
    }

    private static final class Lower extends NativeFunction.Fixed {

        Lower() {
            super("string", "lower");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue b, LuaValue c) {
            return mapped(Check.string(value, 1, "lower"), 'A', 'Z', 32);
        }
    }

    private static final class Upper extends NativeFunction.Fixed {

        Upper() {
            super("string", "upper");
        }

        @Override
        protected LuaValue of(LuaValue value, LuaValue b, LuaValue c) {
            return mapped(Check.string(value, 1, "upper"), 'a', 'z', -32);
        }
    }

    private static LuaString mapped(LuaString string, int from, int to, int by) {
        byte[] bytes = string.m_bytes;
        int end = string.m_offset + string.m_length;
        int at = string.m_offset;
        while (at < end && (bytes[at] < from || bytes[at] > to)) {
            at++;
        }
        if (at == end) {
            return string;
        }
        byte[] copy = LuaText.copy(string);
        for (int i = at - string.m_offset; i < copy.length; i++) {
            if (copy[i] >= from && copy[i] <= to) {
                copy[i] += (byte) by;
            }
        }
        return LuaString.valueUsing(copy);
    }

    private static LuaValue reverse(LuaValue value) {
        byte[] bytes = LuaText.copy(Check.string(value, 1, "reverse"));
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte b = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = b;
        }
        return LuaString.valueUsing(bytes);
    }

    /** The function's source instead of byte code; what {@code strip} asks to leave out is left in. */
    private static LuaValue dump(LuaValue value) {
        if (Check.function(value, 1, "dump") instanceof Closure closure) {
            return LuaString.valueUsing(closure.code().dump());
        }
        throw new LuaError("unable to dump given function");
    }

    /** {@code string.format(...)} of the argument with that number, from 1, and those behind it. */
    public static LuaString format(Varargs args, int template) {
        return StringFormat.format(args, template);
    }
}
