// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.value;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A run of bytes, compared by content. The array behind it must not change any more once this is made. Immutable and safe
 * for concurrent use.
 */
public final class Bytes {

    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(new byte[0], 0, 0);

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long MIXER = 0x9e3779b97f4a7c15L;

    /** Small numbers, which scores and counts are. */
    private static final Bytes[] NUMBERS = numbers();

    private final byte[] array;

    private final int from;

    private final int to;

    /** 0 until asked for; made twice at worst. */
    private int kinds;

    /** 0 until asked for. */
    private int hash;

    private Bytes(byte[] array, int from, int to) {
        this.array = array;
        this.from = from;
        this.to = to;
    }

    /** A whole array, which isn't copied. */
    public static Bytes of(byte[] array) {
        return of(array, 0, array.length);
    }

    /** The part of an array from {@code from} to before {@code to}, which isn't copied. */
    public static Bytes of(byte[] array, int from, int to) {
        return from == to ? EMPTY : new Bytes(array, from, to);
    }

    /** The bytes that an ISO-8859-1 view shows. */
    public static Bytes of(String view) {
        return view.isEmpty() ? EMPTY : of(view.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The decimal digits of a number. */
    public static Bytes of(long number) {
        return number >= 0 && number < NUMBERS.length ? NUMBERS[(int) number] : of(Long.toString(number));
    }

    private static Bytes[] numbers() {
        Bytes[] numbers = new Bytes[256];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = of(Integer.toString(i));
        }
        return numbers;
    }

    /** The array that the bytes stand in; not to be changed. */
    public byte[] array() {
        return array;
    }

    /** Where the bytes begin in {@link #array}. */
    public int from() {
        return from;
    }

    /** Behind the last byte in {@link #array}. */
    public int to() {
        return to;
    }

    /** How many bytes. */
    public int length() {
        return to - from;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return from == to;
    }

    /** The byte at an index, 0 to {@code length() - 1}, as 0 to 255. */
    public int at(int index) {
        return array[from + index] & 0xff;
    }

    /** A part, sharing the array. */
    public Bytes slice(int begin, int end) {
        return begin == 0 && end == length() ? this : of(array, from + begin, from + end);
    }

    /** Which {@link ByteKinds} occur; {@link ByteKinds#ANY} always does. */
    public int kinds() {
        int known = kinds;
        if (known == 0) {
            known = ByteKinds.of(array, from, to);
            kinds = known;
        }
        return known;
    }

    /** The ISO-8859-1 view. */
    public String text() {
        return new String(array, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** The number that the leading digits, after white space and a sign, make as C's {@code atoi}; 0 without any. */
    public long number() {
        int at = from;
        while (at < to && (array[at] == ' ' || array[at] >= 9 && array[at] <= 13)) {
            at++;
        }
        boolean negative = at < to && array[at] == '-';
        if (negative || at < to && array[at] == '+') {
            at++;
        }
        long number = 0;
        while (at < to && array[at] >= '0' && array[at] <= '9' && number < Long.MAX_VALUE / 10 - 9) {
            number = number * 10 + (array[at++] - '0');
        }
        return negative ? -number : number;
    }

    /** Whether the bytes are equal but for the case of ASCII letters. */
    public boolean equalsIgnoreCase(Bytes other) {
        int length = length();
        if (length != other.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (lower(array[from + i]) != lower(other.array[other.from + i])) {
                return false;
            }
        }
        return true;
    }

    /** The bytes with ASCII letters in lower case; these very ones where none is upper case. */
    public Bytes lowerCase() {
        if ((kinds() & ByteKinds.UPPER) == 0) {
            return this;
        }
        byte[] lower = new byte[length()];
        for (int i = 0; i < lower.length; i++) {
            lower[i] = (byte) lower(array[from + i]);
        }
        return of(lower);
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + 32 : b;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Bytes bytes
                        && hashCode() == bytes.hashCode()
                        && Arrays.equals(array, from, to, bytes.array, bytes.from, bytes.to);
    }

    @Override
    public int hashCode() {
        int known = hash;
        if (known == 0) {
            known = contentHash();
            hash = known;
        }
        return known;
    }

    /** Eight bytes at a time: long values are hashed for each of their transformed forms. */
    private int contentHash() {
        long mixed = to - from;
        int at = from;
        for (; at <= to - 8; at += 8) {
            mixed = Long.rotateLeft((mixed ^ (long) WORDS.get(array, at)) * MIXER, 29);
        }
        for (; at < to; at++) {
            mixed = (mixed ^ array[at]) * MIXER;
        }
        return (int) (mixed ^ mixed >>> 32);
    }

    @Override
    public String toString() {
        return text();
    }
}
