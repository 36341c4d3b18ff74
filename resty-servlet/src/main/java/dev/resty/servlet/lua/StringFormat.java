// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code string.format}: C's conversions as LuaJIT has them. */
final class StringFormat {

    private static final String FLAGS = "-+ #0";

    private final Worker worker;
    private final Varargs args;
    private final LuaString template;
    private final ByteBuilder out;
    private int at;
    private int arg = 1;

    private StringFormat(Worker worker, Varargs args) {
        this.worker = worker;
        this.args = args;
        this.template = Args.string(args, 1, "format");
        this.out = new ByteBuilder(template.m_length + 16);
    }

    static Varargs format(Worker worker, Varargs args) {
        return new StringFormat(worker, args).run();
    }

    private Varargs run() {
        while (at < template.m_length) {
            int c = next();
            if (c != '%') {
                out.append(c);
            } else if (peek() == '%') {
                out.append(next());
            } else {
                convert();
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
        arg++;
        if ("diuoxXcaAeEfFgGqs".indexOf(conversion) < 0 || conversion == 0) {
            throw invalid(begin);
        }
        if (arg > args.narg()) {
            throw Args.bad(arg, "format", "value expected");
        }
        switch (conversion) {
            case 'd', 'i' -> signed(spec);
            case 'u', 'o', 'x', 'X' -> spec.appendUnsigned(out, unsigned(), conversion);
            case 'c' -> spec.pad(out, LuaString.valueUsing(new byte[] {(byte) Args.integer(args, arg, "format")}));
            case 'q' -> quoted(text());
            case 's' -> string(spec);
            default -> spec.appendFloat(out, Args.number(args, arg, "format"), conversion);
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

    private void signed(FormatSpec spec) {
        double number = Args.number(args, arg, "format");
        spec.appendSigned(out, (long) number);
    }

    private long unsigned() {
        double number = Args.number(args, arg, "format");
        return number >= 0x1p63 ? (long) (number - 0x1p63) + Long.MIN_VALUE : (long) number;
    }

    /** Any value as a string, as LuaJIT has it for {@code %s} and {@code %q}. */
    private LuaString text() {
        LuaValue text = BaseLib.tostring(worker, args.arg(arg));
        if (!text.isstring()) {
            throw new LuaError("'tostring' must return a string to 'format'");
        }
        return LuaText.bytes(text);
    }

    private void string(FormatSpec spec) {
        LuaString bytes = text();
        if (spec.precision >= 0 && spec.precision < bytes.m_length) {
            bytes = bytes.substring(0, spec.precision);
        }
        spec.pad(out, bytes);
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
