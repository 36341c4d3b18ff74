// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Query strings and form bodies as Lua tables, and back. */
final class UriArgs {

    /** How many are read where a script doesn't say: {@code ngx.req.get_uri_args} and its like. */
    static final int DEFAULT_MAX = 100;

    private static final String KEPT = "-._~!'()*";
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.ISO_8859_1);

    private UriArgs() {}

    /**
     * Reads arguments into a table. A repeated one becomes an array, one without an equals sign {@code true}; those
     * without a name are dropped.
     *
     * @param max how many at most; 0 for no limit, less for {@link #DEFAULT_MAX}
     * @return the table, and {@code "truncated"} where there were more
     */
    static Varargs decode(byte[] bytes, int max, LuaTable into) {
        int limit = max < 0 ? DEFAULT_MAX : max;
        boolean truncated = limit > 0 && tooMany(bytes, limit);
        int found = 0;
        int start = 0;
        while (start < bytes.length && (limit == 0 || found < limit)) {
            int end = indexOf(bytes, '&', start, bytes.length);
            int equals = indexOf(bytes, '=', start, end);
            if (equals > start) {
                LuaValue value = equals == end ? LuaValue.TRUE : unescape(bytes, equals + 1, end);
                add(into, unescape(bytes, start, equals), value);
                found++;
            }
            start = end + 1;
        }
        return truncated ? LuaValue.varargsOf(into, LuaText.of("truncated")) : into;
    }

    private static boolean tooMany(byte[] bytes, int limit) {
        int separators = 0;
        for (byte octet : bytes) {
            if (octet == '&' && ++separators == limit) {
                return true;
            }
        }
        return false;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return to;
    }

    /** Adds a value to what a table has of a name: a second one makes an array. */
    static void add(LuaTable table, LuaString name, LuaValue value) {
        LuaValue existing = table.rawget(name);
        if (existing.isnil()) {
            table.rawset(name, value);
        } else if (existing.istable()) {
            LuaTable values = existing.checktable();
            values.rawset(values.rawlen() + 1, value);
        } else {
            LuaTable values = new Table(4, 0);
            values.rawset(1, existing);
            values.rawset(2, value);
            table.rawset(name, values);
        }
    }

    /** Decodes percent-encoding and plus signs; what is malformed stays as it is. */
    static LuaString unescape(byte[] bytes, int from, int to) {
        ByteBuilder out = new ByteBuilder(to - from);
        for (int i = from; i < to; i++) {
            int octet = bytes[i];
            if (octet == '+') {
                out.append(' ');
            } else if (octet == '%' && i + 2 < to && hex(bytes[i + 1]) >= 0 && hex(bytes[i + 2]) >= 0) {
                out.append(hex(bytes[i + 1]) << 4 | hex(bytes[i + 2]));
                i += 2;
            } else {
                out.append(octet);
            }
        }
        return out.build();
    }

    private static int hex(byte digit) {
        return digit < 0 ? -1 : Character.digit(digit, 16);
    }

    /**
     * Writes a table as a query string.
     *
     * @throws LuaError where a key or value has no text of that kind
     */
    static String encode(LuaTable args) {
        ByteBuilder out = new ByteBuilder(64);
        for (Varargs entry = args.next(LuaValue.NIL); !entry.arg1().isnil(); entry = args.next(entry.arg1())) {
            if (entry.arg1().type() != LuaValue.TSTRING) {
                throw new LuaError("attempt to use a non-string key in the \"args\" option table");
            }
            LuaValue value = entry.arg(2);
            if (value.istable()) {
                LuaTable values = value.checktable();
                for (int i = 1; i <= values.length(); i++) {
                    encode(entry.arg1().checkstring(), values.get(i), out);
                }
            } else {
                encode(entry.arg1().checkstring(), value, out);
            }
        }
        return new String(out.toArray(), StandardCharsets.ISO_8859_1);
    }

    private static void encode(LuaString name, LuaValue value, ByteBuilder out) {
        boolean text = value.type() == LuaValue.TSTRING || value.type() == LuaValue.TNUMBER;
        if (!text && value.type() != LuaValue.TBOOLEAN) {
            throw new LuaError("attempt to use " + value.typename() + " as query arg value");
        }
        if (!value.toboolean()) {
            return;
        }
        if (out.length() > 0) {
            out.append('&');
        }
        escape(name, out);
        if (text) {
            out.append('=');
            escape(LuaText.bytes(value), out);
        }
    }

    private static void escape(LuaString string, ByteBuilder out) {
        for (int i = 0; i < string.m_length; i++) {
            int octet = string.m_bytes[string.m_offset + i] & 0xff;
            if (octet < 0x80 && (Character.isLetterOrDigit(octet) || KEPT.indexOf(octet) >= 0)) {
                out.append(octet);
            } else {
                out.append('%');
                out.append(HEX[octet >> 4]);
                out.append(HEX[octet & 15]);
            }
        }
    }

    /** A script's query string with what can't stand in one escaped: blanks and control characters. */
    static String escapeUnsafe(String args) {
        StringBuilder escaped = null;
        for (int i = 0; i < args.length(); i++) {
            char c = args.charAt(i);
            boolean unsafe = c <= ' ' || c == 0x7f;
            if (unsafe) {
                if (escaped == null) {
                    escaped = new StringBuilder(args.length() + 16).append(args, 0, i);
                }
                escaped.append('%').append((char) HEX[c >> 4]).append((char) HEX[c & 15]);
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? args : escaped.toString();
    }

    /** What {@code ngx.exec} and {@code ngx.req.set_uri_args} take as arguments: a text or a table. */
    static String of(Varargs args, int position, String function) {
        LuaValue value = args.arg(position);
        return switch (value.type()) {
            case LuaValue.TSTRING, LuaValue.TNUMBER -> LuaText.view(value);
            case LuaValue.TTABLE -> encode(value.checktable());
            default ->
                throw Arguments.bad(
                        position, function, "string, number, or table expected, but got " + value.typename());
        };
    }
}
