// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Writes Lua values as JSON the way lua-cjson does, one use per value. Object members come in the table's own order.
 */
final class JsonEncoder {

    // lua-cjson ends here with "excessive nesting" whatever the limit is set to, for want of C stack.
    private static final int DEEPEST = 4000;

    private static final byte[][] ESCAPES = new byte[256][0];
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final LuaString LEN = LuaValue.valueOf("__len");

    static {
        for (int c = 0; c < 0x20; c++) {
            ESCAPES[c] = unicode(c);
        }
        ESCAPES[0x7f] = unicode(0x7f);
        ESCAPES['\b'] = new byte[] {'\\', 'b'};
        ESCAPES['\t'] = new byte[] {'\\', 't'};
        ESCAPES['\n'] = new byte[] {'\\', 'n'};
        ESCAPES['\f'] = new byte[] {'\\', 'f'};
        ESCAPES['\r'] = new byte[] {'\\', 'r'};
        ESCAPES['"'] = new byte[] {'\\', '"'};
        ESCAPES['\\'] = new byte[] {'\\', '\\'};
        ESCAPES['/'] = new byte[] {'\\', '/'};
    }

    private final JsonSettings settings;
    private byte[] out;
    private int length;

    /**
     * An encoder.
     *
     * @param buffer to write into at first; its content is lost
     */
    JsonEncoder(JsonSettings settings, byte[] buffer) {
        this.settings = settings;
        this.out = buffer;
    }

    /** The JSON text of a value. */
    LuaString encode(LuaValue value) {
        length = 0;
        append(value, 0);
        return LuaString.valueUsing(Arrays.copyOf(out, length));
    }

    /** What was written into: as large as the output needed. */
    byte[] buffer() {
        return out;
    }

    /** Appends a value; false where its type is one to be skipped. */
    private boolean append(LuaValue value, int depth) {
        switch (value.type()) {
            case LuaValue.TSTRING -> string(value.checkstring());
            case LuaValue.TINT, LuaValue.TNUMBER -> number(value);
            case LuaValue.TBOOLEAN -> bytes(value.toboolean() ? TRUE : FALSE);
            case LuaValue.TNIL -> bytes(NULL);
            case LuaValue.TTABLE -> table(value.checktable(), depth + 1);
            default -> {
                if (value == settings.markers.nullValue()) {
                    bytes(NULL);
                } else if (value == settings.markers.emptyArray()) {
                    room(2);
                    out[length++] = '[';
                    out[length++] = ']';
                } else if (settings.skipUnsupported) {
                    return false;
                } else {
                    throw unserialisable(value, "type not supported");
                }
            }
        }
        return true;
    }

    private void table(LuaTable table, int depth) {
        if (depth > settings.encodeMaxDepth || depth > DEEPEST) {
            throw new LuaError("Cannot serialise, excessive nesting (" + depth + ")");
        }
        @Nullable LuaValue metatable = table.getmetatable();
        boolean raw = true;
        if (metatable != null) {
            if (metatable == settings.markers.arrayMt()) {
                array(table, depth, table.rawlen(), true);
                return;
            }
            raw = false;
            LuaValue len = metatable.rawget(LEN);
            if (!len.isnil()) {
                array(table, depth, len.call(table).toint(), false);
                return;
            }
        }
        int size = arraySize(table);
        if (size > 0 || size == 0 && !settings.emptyTableAsObject) {
            array(table, depth, size, raw);
        } else if (metatable != null && metatable == settings.markers.emptyArrayMt()) {
            array(table, depth, table.rawlen(), true);
        } else {
            object(table, depth);
        }
    }

    /** The highest index if all keys are positive whole numbers, -1 if the table is an object. */
    private int arraySize(LuaTable table) {
        double max = 0;
        int items = 0;
        Varargs entry = table.next(LuaValue.NIL);
        for (LuaValue key = entry.arg1(); !key.isnil(); key = entry.arg1()) {
            if (key.type() != LuaValue.TNUMBER) {
                return -1;
            }
            double index = key.todouble();
            if (index < 1 || Math.floor(index) != index) {
                return -1;
            }
            max = Math.max(max, index);
            items++;
            entry = table.next(key);
        }
        if (settings.sparseRatio > 0 && max > (double) items * settings.sparseRatio && max > settings.sparseSafe) {
            if (!settings.sparseConvert) {
                throw unserialisable(table, "excessively sparse array");
            }
            return -1;
        }
        return (int) max;
    }

    private void array(LuaTable table, int depth, int size, boolean raw) {
        put('[');
        boolean first = true;
        for (int i = 1; i <= size; i++) {
            int before = length;
            if (!first) {
                put(',');
            }
            newLine(depth);
            if (append(raw ? table.rawget(i) : table.get(i), depth)) {
                first = false;
            } else {
                length = before;
            }
        }
        if (size > 0) {
            newLine(depth - 1);
        }
        put(']');
    }

    private void object(LuaTable table, int depth) {
        put('{');
        boolean first = true;
        boolean empty = true;
        Varargs entry = table.next(LuaValue.NIL);
        for (LuaValue key = entry.arg1(); !key.isnil(); entry = table.next(key), key = entry.arg1()) {
            empty = false;
            int before = length;
            if (!first) {
                put(',');
            }
            newLine(depth);
            key(key);
            if (append(entry.arg(2), depth)) {
                first = false;
            } else {
                length = before;
            }
        }
        if (!empty) {
            newLine(depth - 1);
        }
        put('}');
    }

    private void key(LuaValue key) {
        switch (key.type()) {
            case LuaValue.TSTRING -> string(key.checkstring());
            case LuaValue.TNUMBER -> {
                put('"');
                number(key);
                put('"');
            }
            default -> throw unserialisable(key, "table key must be a number or string");
        }
        put(':');
        if (settings.indent != null) {
            put(' ');
        }
    }

    private void newLine(int depth) {
        @Nullable LuaString indent = settings.indent;
        if (indent == null) {
            return;
        }
        put('\n');
        for (int i = 0; i < depth; i++) {
            room(indent.m_length);
            indent.copyInto(0, out, length, indent.m_length);
            length += indent.m_length;
        }
    }

    private void string(LuaString string) {
        byte[] bytes = string.m_bytes;
        int end = string.m_offset + string.m_length;
        room(string.m_length * 6 + 2);
        byte[] target = out;
        int at = length;
        target[at++] = '"';
        for (int i = string.m_offset; i < end; i++) {
            byte c = bytes[i];
            byte[] escape = ESCAPES[c & 0xff];
            if (escape.length == 0 || c == '/' && !settings.escapeForwardSlash) {
                target[at++] = c;
            } else {
                System.arraycopy(escape, 0, target, at, escape.length);
                at += escape.length;
            }
        }
        target[at++] = '"';
        length = at;
    }

    private void number(LuaValue value) {
        double number = value.todouble();
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            invalidNumber(value, number);
            return;
        }
        room(JsonNumbers.MAX_LENGTH);
        length = JsonNumbers.write(number, settings.numberPrecision, out, length);
    }

    private void invalidNumber(LuaValue value, double number) {
        switch (settings.encodeInvalidNumbers) {
            case OFF -> throw unserialisable(value, "must not be NaN or Infinity");
            case ON -> {
                for (char c : Double.toString(number).toCharArray()) {
                    put(c);
                }
            }
            case NULL -> bytes(NULL);
        }
    }

    private static LuaError unserialisable(LuaValue value, String reason) {
        return new LuaError("Cannot serialise " + value.typename() + ": " + reason);
    }

    private void bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }

    private void put(char c) {
        room(1);
        out[length++] = (byte) c;
    }

    private void room(int needed) {
        if (out.length - length < needed) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + needed));
        }
    }

    private static byte[] unicode(int c) {
        return new byte[] {
            '\\', 'u', '0', '0', (byte) Character.forDigit(c >> 4, 16), (byte) Character.forDigit(c & 15, 16)
        };
    }
}
