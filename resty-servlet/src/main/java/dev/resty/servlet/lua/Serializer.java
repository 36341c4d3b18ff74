// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * The form that {@code string.buffer} gives to Lua values, byte for byte LuaJIT's. Without complex numbers and pointers.
 *
 * @see <a href="https://luajit.org/ext_buffer.html#serialize">LuaJIT, serialization format</a>
 */
final class Serializer {

    private static final int NIL = 0x00;
    private static final int FALSE = 0x01;
    private static final int TRUE = 0x02;
    private static final int NULL = 0x03;
    private static final int INT = 0x06;
    private static final int NUM = 0x07;
    private static final int TABLE = 0x08;
    private static final int HAS_HASH = 1;
    private static final int HAS_ARRAY = 2;
    private static final int ARRAY_FROM_1 = 4;
    private static final int LAST_TABLE = 0x0d;
    private static final int METATABLE_ENTRY = 0x0e;
    private static final int STRING_ENTRY = 0x0f;
    private static final int INT64 = 0x10;
    private static final int UINT64 = 0x11;
    private static final int STRING = 0x20;

    private static final int TWO_BYTES = 0xe0;
    private static final int FIVE_BYTES = 0x1fe0;

    private static final int DEEPEST = 100;

    private Serializer() {}

    /**
     * Appends a value.
     *
     * @param known what both sides know
     * @throws LuaError in LuaJIT's words: it can't be serialized, or is nested too deep
     */
    static void encode(LuaValue value, Known known, ByteBuilder to) {
        encode(value, known, to, 0);
    }

    @SuppressWarnings("ReferenceEquality")
    private static void encode(LuaValue value, Known known, ByteBuilder to, int depth) {
        switch (value.type()) {
            case LuaValue.TNIL -> to.append(NIL);
            case LuaValue.TBOOLEAN -> to.append(value.toboolean() ? TRUE : FALSE);
            case LuaValue.TNUMBER -> {
                to.append(NUM);
                long bits = Double.doubleToRawLongBits(value.todouble());
                little(to, (int) bits);
                little(to, (int) (bits >>> 32));
            }
            case LuaValue.TSTRING -> {
                LuaString text = value.checkstring();
                unsigned(to, STRING + text.m_length);
                to.append(text);
            }
            case LuaValue.TTABLE -> encodeTable(value.checktable(), known, to, depth + 1);
            default -> {
                if (value instanceof Int64 integer) {
                    to.append(integer.isUnsigned() ? UINT64 : INT64);
                    little(to, (int) integer.value());
                    little(to, (int) (integer.value() >>> 32));
                } else if (value == known.nullValue()) {
                    to.append(NULL);
                } else {
                    throw new LuaError("cannot serialize '" + value.typename() + "'");
                }
            }
        }
    }

    private static void encodeTable(LuaTable table, Known known, ByteBuilder to, int depth) {
        if (depth > DEEPEST) {
            throw new LuaError("too deep to serialize");
        }
        int metatable = known.metatable(table.getmetatable());
        if (metatable >= 0) {
            to.append(METATABLE_ENTRY);
            unsigned(to, metatable);
        }
        int array = table.rawlen();
        int hash = 0;
        LuaValue[] keys = table.keys();
        for (LuaValue key : keys) {
            if (!within(key, array)) {
                hash++;
            }
        }
        to.append(TABLE + (array > 0 ? ARRAY_FROM_1 : 0) + (hash > 0 ? HAS_HASH : 0));
        if (array > 0) {
            unsigned(to, array + 1);
        }
        if (hash > 0) {
            unsigned(to, hash);
        }
        for (int i = 1; i <= array; i++) {
            encode(table.rawget(i), known, to, depth);
        }
        for (LuaValue key : keys) {
            if (!within(key, array)) {
                int word = known.string(key);
                if (word < 0) {
                    encode(key, known, to, depth);
                } else {
                    to.append(STRING_ENTRY);
                    unsigned(to, word);
                }
                encode(table.rawget(key), known, to, depth);
            }
        }
    }

    private static boolean within(LuaValue key, int array) {
        return key.isinttype() && key.toint() >= 1 && key.toint() <= array;
    }

    private static void little(ByteBuilder to, int value) {
        to.append(value).append(value >> 8).append(value >> 16).append(value >> 24);
    }

    private static void unsigned(ByteBuilder to, int value) {
        if (value >= 0 && value < TWO_BYTES) {
            to.append(value);
        } else if (value >= 0 && value < FIVE_BYTES) {
            int rest = value - TWO_BYTES;
            to.append(TWO_BYTES | rest >> 8).append(rest);
        } else {
            to.append(0xff);
            little(to, value);
        }
    }

    /**
     * What those who write and those who read know beforehand.
     *
     * @param nullValue {@code ngx.null}; nil where there is none
     * @param strings what keys of tables often are: their place stands for them
     * @param places the places of these
     * @param metatables what tables may have, for which their place stands
     */
    record Known(
            LuaValue nullValue, List<LuaString> strings, Map<LuaString, Integer> places, List<LuaTable> metatables) {

        /** With these strings and metatables, of which the first has place 0. */
        static Known of(LuaValue nullValue, List<LuaString> strings, List<LuaTable> metatables) {
            Map<LuaString, Integer> places = new HashMap<>();
            for (int i = 0; i < strings.size(); i++) {
                places.put(strings.get(i), i);
            }
            return new Known(nullValue, strings, places, metatables);
        }

        private int string(LuaValue key) {
            return places.isEmpty() || !(key instanceof LuaString) ? -1 : places.getOrDefault(key, -1);
        }

        @SuppressWarnings("ReferenceEquality")
        private int metatable(@Nullable LuaValue of) {
            for (int i = 0; of != null && i < metatables.size(); i++) {
                if (metatables.get(i) == of) {
                    return i;
                }
            }
            return -1;
        }
    }

    /** Reads values one after the other. */
    static final class Reader {

        private final Known known;
        private final byte[] bytes;
        private final int end;
        private int at;

        Reader(LuaString source, Known known) {
            this.known = known;
            this.bytes = source.m_bytes;
            this.at = source.m_offset;
            this.end = source.m_offset + source.m_length;
        }

        /** How many bytes are left. */
        int left() {
            return end - at;
        }

        /**
         * The next value.
         *
         * @throws LuaError in LuaJIT's words: the bytes end, or are no value
         */
        LuaValue next() {
            return next(0);
        }

        private LuaValue next(int depth) {
            int tag = octet();
            if (tag >= STRING) {
                at--;
                return string(unsigned() - STRING);
            }
            if (tag >= TABLE && tag <= LAST_TABLE) {
                return table(tag - TABLE, depth + 1);
            }
            return switch (tag) {
                case NIL -> LuaValue.NIL;
                case FALSE -> LuaValue.FALSE;
                case TRUE -> LuaValue.TRUE;
                case NULL -> known.nullValue();
                case INT -> LuaValue.valueOf(little());
                case NUM -> LuaValue.valueOf(Double.longBitsToDouble(littleLong()));
                case INT64 -> Int64.of(littleLong(), false);
                case UINT64 -> Int64.of(littleLong(), true);
                case STRING_ENTRY -> entry(known.strings());
                case METATABLE_ENTRY -> withMetatable(depth);
                default ->
                    throw new LuaError("cannot deserialize tag 0x" + (tag < 16 ? "0" : "") + Integer.toHexString(tag));
            };
        }

        private LuaValue entry(List<? extends LuaValue> entries) {
            long index = Integer.toUnsignedLong(unsigned());
            if (index >= entries.size()) {
                throw new LuaError("cannot deserialize dictionary index " + (index + 1));
            }
            return entries.get((int) index);
        }

        private LuaValue withMetatable(int depth) {
            LuaValue metatable = entry(known.metatables());
            int tag = octet();
            if (tag < TABLE || tag > LAST_TABLE) {
                throw new LuaError("cannot deserialize tag 0x" + (tag < 16 ? "0" : "") + Integer.toHexString(tag));
            }
            LuaTable table = table(tag - TABLE, depth + 1);
            table.setmetatable(metatable);
            return table;
        }

        private long littleLong() {
            return little() & 0xffffffffL | (long) little() << 32;
        }

        private LuaString string(int length) {
            if (length < 0 || length > left()) {
                throw endOfBuffer();
            }
            byte[] copy = new byte[length];
            System.arraycopy(bytes, at, copy, 0, length);
            at += length;
            return LuaString.valueUsing(copy);
        }

        private LuaTable table(int kind, int depth) {
            if (depth > DEEPEST) {
                throw new LuaError("too deep to serialize");
            }
            int first = kind >= ARRAY_FROM_1 ? 1 : 0;
            boolean array = kind >= HAS_ARRAY;
            int slots = array ? count() : 0;
            int pairs = (kind & HAS_HASH) == 0 ? 0 : count();
            LuaTable table = new Table(slots, 0);
            for (int i = first; i < slots; i++) {
                table.rawset(i, next(depth));
            }
            for (int i = 0; i < pairs; i++) {
                LuaValue key = next(depth);
                LuaValue value = next(depth);
                if (key.isnil()) {
                    throw new LuaError("table index is nil");
                }
                table.rawset(key, value);
            }
            return table;
        }

        /** A number of values that follow: each is a byte at least, but for the first of an array. */
        private int count() {
            int count = unsigned();
            if (count < 0 || count > left() + 1) {
                throw endOfBuffer();
            }
            return count;
        }

        private int octet() {
            if (at >= end) {
                throw endOfBuffer();
            }
            return bytes[at++] & 0xff;
        }

        private int little() {
            return octet() | octet() << 8 | octet() << 16 | octet() << 24;
        }

        private int unsigned() {
            int first = octet();
            if (first < TWO_BYTES) {
                return first;
            }
            return first == 0xff ? little() : TWO_BYTES + ((first & 0x1f) << 8) + octet();
        }

        private static LuaError endOfBuffer() {
            return new LuaError("unexpected end of buffer");
        }
    }
}
