// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Objects;

/**
 * A value that a shared dict can hold: a boolean, a number, a string of bytes, or, in this JVM's heap only, a frozen
 * object. Immutable.
 */
public sealed interface LuaScalar {

    /** The string that is the UTF-8 bytes of a text. */
    static LuaScalar of(String text) {
        return wrap(text.getBytes(UTF_8));
    }

    /** The string of these bytes; they are copied. */
    static LuaScalar of(byte[] bytes) {
        return wrap(bytes.clone());
    }

    /** The string of these bytes, which nobody may change any more: they are not copied. */
    static LuaScalar wrap(byte[] bytes) {
        return new Bytes(bytes, 0, bytes.length);
    }

    /**
     * The string of some of these bytes, which nobody may change any more: they are not copied.
     *
     * @throws IndexOutOfBoundsException where the array has no such part
     */
    static LuaScalar wrap(byte[] bytes, int offset, int length) {
        return new Bytes(bytes, Objects.checkFromIndexSize(offset, length, bytes.length), length);
    }

    /** The number. */
    static LuaScalar of(double number) {
        return new Num(number);
    }

    /**
     * The number.
     *
     * @throws IllegalArgumentException where a double can't hold it exactly, which may happen beyond 2<sup>53</sup>
     */
    static LuaScalar of(long number) {
        double value = number;
        if ((long) value != number || number == Long.MAX_VALUE) {
            throw new IllegalArgumentException(number + " has no exact value as a Lua number");
        }
        return new Num(value);
    }

    /** The boolean. */
    static LuaScalar of(boolean value) {
        return value ? Bool.TRUE : Bool.FALSE;
    }

    /**
     * An object that is shared as it is, without being copied.
     *
     * @param object one that nobody changes any more
     * @param size what it counts against a dict's capacity, in bytes
     */
    static LuaScalar frozen(Object object, int size) {
        return new Frozen(object, size);
    }

    /** A new array of the value's bytes; for a number or a boolean, of its text as Lua prints it. */
    byte[] toBytes();

    /** The value as text: a string's bytes decoded from UTF-8, a number or a boolean as Lua prints it. */
    String text();

    /** A Lua boolean. */
    enum Bool implements LuaScalar {
        /** {@code false}. */
        FALSE,
        /** {@code true}. */
        TRUE;

        /** The value. */
        public boolean value() {
            return this == TRUE;
        }

        @Override
        public byte[] toBytes() {
            return text().getBytes(ISO_8859_1);
        }

        @Override
        public String text() {
            return this == TRUE ? "true" : "false";
        }
    }

    /**
     * A Lua number.
     *
     * @param value the value, NaN and the infinities included
     */
    record Num(double value) implements LuaScalar {

        @Override
        public byte[] toBytes() {
            return text().getBytes(ISO_8859_1);
        }

        @Override
        public String text() {
            return NumberText.of(value);
        }
    }

    /** A Lua string: bytes, which may be part of a longer array. */
    final class Bytes implements LuaScalar {

        private final byte[] source;

        private final int offset;

        private final int length;

        private Bytes(byte[] source, int offset, int length) {
            this.source = source;
            this.offset = offset;
            this.length = length;
        }

        /** The bytes in an array of their own, for reading only: not a copy where they have one already. */
        public byte[] array() {
            return offset == 0 && length == source.length ? source : toBytes();
        }

        /** The array that has the bytes, for reading only; they start at {@link #offset} in it. */
        public byte[] source() {
            return source;
        }

        /** Where in {@link #source} the bytes start. */
        public int offset() {
            return offset;
        }

        /** How many bytes. */
        public int length() {
            return length;
        }

        @Override
        public byte[] toBytes() {
            return Arrays.copyOfRange(source, offset, offset + length);
        }

        @Override
        public String text() {
            return new String(source, offset, length, UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that
                    && Arrays.equals(
                            source, offset, offset + length, that.source, that.offset, that.offset + that.length);
        }

        @Override
        public int hashCode() {
            return DictKey.hash(source, offset, length);
        }

        @Override
        public String toString() {
            return text();
        }
    }

    /**
     * An object that is shared as it is. Beyond OpenResty; a dict outside this JVM can't hold one.
     *
     * @param object one that nobody changes any more
     * @param size what it counts against a dict's capacity, in bytes
     */
    record Frozen(Object object, int size) implements LuaScalar {

        /**
         * Has no bytes.
         *
         * @throws IllegalStateException always
         */
        @Override
        public byte[] toBytes() {
            throw new IllegalStateException("a frozen object has no bytes");
        }

        @Override
        public String text() {
            return object.toString();
        }
    }
}
