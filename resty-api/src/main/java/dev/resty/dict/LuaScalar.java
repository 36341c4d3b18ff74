// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * A value that a shared dict can hold: a boolean, a number, a string of bytes, or, in this JVM's heap only, a frozen
 * object. Immutable.
 */
public sealed interface LuaScalar {

    /** The string that is the UTF-8 bytes of a text. */
    static LuaScalar of(String text) {
        return new Bytes(text.getBytes(UTF_8));
    }

    /** The string of these bytes; they are copied. */
    static LuaScalar of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /** The string of these bytes, which nobody may change any more: they are not copied. */
    static LuaScalar wrap(byte[] bytes) {
        return new Bytes(bytes);
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

    /** A Lua string: bytes. */
    final class Bytes implements LuaScalar {

        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The bytes themselves, for reading only: this is not a copy. */
        public byte[] array() {
            return bytes;
        }

        /** How many bytes. */
        public int length() {
            return bytes.length;
        }

        @Override
        public byte[] toBytes() {
            return bytes.clone();
        }

        @Override
        public String text() {
            return new String(bytes, UTF_8);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
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
