// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code string.format}: C's conversions as LuaJIT has them. */
final class StringFormat {

    private static final String FLAGS = "-+ #0";

    private final Varargs args;
    private final LuaString template;
    private final ByteBuilder out;
    private int at;
    private int arg;

    private StringFormat(Varargs args, int template) {
        this.args = args;
        this.arg = template;
        this.template = Check.string(args.narg() < template ? LuaValue.NONE : args.arg(template), template, "format");
        this.out = new ByteBuilder(this.template.m_length + 16);
    }

    /** Formats by the argument with that number, and those behind it. */
    static LuaString format(Varargs args, int template) {
        return new StringFormat(args, template).run();
    }

    private LuaString run() {
        while (at < template.m_length) {
            int begin = at;
            while (at < template.m_length && template.m_bytes[template.m_offset + at] != '%') {
                at++;
            }
            out.append(template.m_bytes, template.m_offset + begin, at - begin);
            at++;
            if (at > template.m_length) {
                break;
            }
            switch (peek()) {
                case '%' -> out.append(next());
                case 's' -> plainString();
                case 'd' -> plainNumber();
                default -> convert();
            }
        }
        return out.build();
    }

    private int peek() {
        return at < template.m_length ? template.m_bytes[template.m_offset + at] & 0xff : 0;
    }

    private int next() {
        int c = peek();
        at++;
        return c;
    }

    private LuaValue argument() {
        if (++arg > args.narg()) {
            throw Check.bad(arg, "format", "value expected");
        }
        return args.arg(arg);
    }

    private void plainString() {
        at++;
        out.append(text(argument()));
    }

    private void plainNumber() {
        at++;
        out.append(Long.toString(signed(argument())));
    }

    private void convert() {
        int begin = at - 1;
        FormatSpec spec = new FormatSpec();
        while (peek() != 0 && FLAGS.indexOf(peek()) >= 0) {
            spec.flag(next());
        }
        spec.width = digits(begin);
        if (peek() == '.') {
            next();
            spec.precision = Math.max(0, digits(begin));
        }
        int conversion = next();
        if (conversion == 0 || "diuoxXcaAeEfFgGqsp".indexOf(conversion) < 0) {
            throw invalid(begin);
        }
        LuaValue value = argument();
        switch (conversion) {
            case 'd', 'i' -> spec.appendSigned(out, signed(value));
            case 'u', 'o', 'x', 'X' -> spec.appendUnsigned(out, unsigned(value), conversion);
            case 'c' -> spec.pad(out, Strings.ofByte(Check.integer(value, arg, "format")));
            case 'q' -> quoted(text(value));
            case 's' -> string(spec, text(value));
            case 'p' -> spec.pad(out, LuaText.of(pointer(value)));
            default -> spec.appendFloat(out, Check.number(value, arg, "format"), conversion);
        }
    }

    /** Up to two digits; -1 where there are none. */
    private int digits(int begin) {
        int value = -1;
        for (int i = 0; LuaNumbers.isDigit(peek()); i++) {
            if (i == 2) {
                at++;
                throw invalid(begin);
            }
            value = Math.max(0, value) * 10 + next() - '0';
        }
        return value;
    }

    private LuaError invalid(int begin) {
        int end = Math.min(at, template.m_length);
        return new LuaError("invalid option '" + LuaText.view(template.substring(begin, end)) + "' to 'format'");
    }

    private long signed(LuaValue value) {
        if (value instanceof LuaInteger integer) {
            return integer.v;
        }
        if (value instanceof Int64 integer) {
            return integer.value();
        }
        return Int64.bits(Check.number(value, arg, "format"), false);
    }

    private long unsigned(LuaValue value) {
        if (value instanceof Int64 integer) {
            return integer.value();
        }
        double number = Check.number(value, arg, "format");
        return number >= 0x1p63 ? Int64.bits(number - 0x1p64, false) : Int64.bits(number, false);
    }

    private static String pointer(LuaValue value) {
        boolean hasNone = value.isnil() || value.isboolean() || value instanceof LuaNumber;
        return hasNone ? "NULL" : Values.address(value);
    }

    /** Any value as a string, as LuaJIT has it for {@code %s} and {@code %q}. */
    private static LuaString text(LuaValue value) {
        LuaValue text = Values.tostring(value);
        if (text instanceof LuaString string) {
            return string;
        }
        // What a __tostring returns is shown as what it is.
        return text instanceof LuaNumber ? LuaText.bytes(text) : Values.plain(text);
    }

    private void string(FormatSpec spec, LuaString bytes) {
        boolean cut = spec.precision >= 0 && spec.precision < bytes.m_length;
        spec.pad(out, cut ? Strings.part(bytes.m_bytes, bytes.m_offset, spec.precision) : bytes);
    }

    private void quoted(LuaString string) {
        out.append('"');
        for (int i = 0; i < string.m_length; i++) {
            int c = string.m_bytes[string.m_offset + i] & 0xff;
            if (c == '"' || c == '\\' || c == '\n') {
                out.append('\\').append(c);
            } else if (c < 32 || c == 127) {
                boolean digitFollows =
                        i + 1 < string.m_length && LuaNumbers.isDigit(string.m_bytes[string.m_offset + i + 1]);
                String code = Integer.toString(c);
                out.append("\\" + (digitFollows ? "0".repeat(3 - code.length()) : "") + code);
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
