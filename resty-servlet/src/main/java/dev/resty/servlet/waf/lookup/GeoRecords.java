// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.lookup;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A section of records in MaxMind's format: maps, texts, numbers, and pointers to others. */
final class GeoRecords {

    private static final int POINTER = 1;

    private static final int TEXT = 2;

    private static final int DOUBLE = 3;

    private static final int MAP = 7;

    private static final int INT32 = 8;

    private static final int ARRAY = 11;

    private static final int BOOLEAN = 14;

    private static final int FLOAT = 15;

    /** How deep records may nest. */
    private static final int DEEPEST = 32;

    private final byte[] file;

    private final int base;

    /** Reads one record after the other. */
    private final class Cursor {

        private int at;

        private int type;

        /** Bytes, entries of a map or elements of an array; a pointer's target. */
        private int size;

        Cursor(int at) {
            this.at = at;
        }

        /** Reads what kind of record is here, and steps to its content. */
        void next() {
            int control = file[at++] & 0xff;
            type = control >> 5;
            if (type == 0) {
                type = 7 + (file[at++] & 0xff);
            }
            int bits = control & 31;
            if (type == POINTER) {
                pointer(bits);
            } else if (bits < 29) {
                size = bits;
            } else {
                int more = bits - 28;
                size = (bits == 29 ? 29 : bits == 30 ? 285 : 65_821) + number(more);
            }
        }

        private void pointer(int bits) {
            int more = (bits >> 3) + 1;
            int high = more == 4 ? 0 : bits & 7;
            int[] offsets = {0, 2048, 526_336, 0};
            size = (high << 8 * more | number(more)) + offsets[more - 1];
        }

        private int number(int bytes) {
            int number = 0;
            for (int i = 0; i < bytes; i++) {
                number = number << 8 | file[at++] & 0xff;
            }
            return number;
        }

        /** Steps over a whole record. */
        void skip(int depth) {
            next();
            switch (type) {
                case POINTER, BOOLEAN -> {}
                case MAP, ARRAY -> {
                    if (depth == DEEPEST) {
                        throw new IndexOutOfBoundsException("nested too deep");
                    }
                    for (int left = type == MAP ? 2 * size : size; left > 0; left--) {
                        skip(depth + 1);
                    }
                }
                default -> at += size;
            }
        }

        boolean isText(byte[] wanted) {
            return type == TEXT && Arrays.equals(file, at, at + size, wanted, 0, wanted.length);
        }
    }

    GeoRecords(byte[] file, int base) {
        this.file = file;
        this.base = base;
    }

    /** A value in a record of maps, as {@link GeoDatabase.Place#value}. */
    @Nullable String text(int offset, String... path) {
        int at = base + offset;
        for (String name : path) {
            at = entry(at, name.getBytes(StandardCharsets.UTF_8));
            if (at < 0) {
                return null;
            }
        }
        Cursor value = resolved(at);
        return switch (value.type) {
            case TEXT -> new String(file, value.at, value.size, StandardCharsets.ISO_8859_1);
            case DOUBLE -> decimal(Double.longBitsToDouble(bits(value)));
            case FLOAT -> decimal(Float.intBitsToFloat((int) bits(value)));
            case INT32 -> Integer.toString((int) bits(value));
            case BOOLEAN -> Integer.toString(value.size);
            case POINTER, MAP, ARRAY -> null;
            default -> Long.toUnsignedString(bits(value));
        };
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%f", number);
    }

    private long bits(Cursor value) {
        long bits = 0;
        for (int i = 0; i < value.size; i++) {
            bits = bits << 8 | file[value.at + i] & 0xff;
        }
        return bits;
    }

    /** Where a map's value of a name is; -1 without one. */
    private int entry(int at, byte[] name) {
        Cursor map = resolved(at);
        if (map.type != MAP) {
            return -1;
        }
        int left = map.size;
        int entry = map.at;
        for (; left > 0; left--) {
            Cursor key = resolved(entry);
            Cursor behind = new Cursor(entry);
            behind.skip(0);
            if (key.isText(name)) {
                return behind.at;
            }
            behind.skip(0);
            entry = behind.at;
        }
        return -1;
    }

    /** The record at a place, or that which a pointer there leads to. */
    private Cursor resolved(int at) {
        Cursor cursor = new Cursor(at);
        cursor.next();
        if (cursor.type == POINTER) {
            cursor.at = base + cursor.size;
            cursor.next();
        }
        return cursor;
    }
}
