// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;

/** Collects the bytes of a Lua string. Not safe for concurrent use. */
public final class ByteBuilder {

    private static final int LONGEST = Integer.MAX_VALUE - 16;

    private byte[] bytes;
    private int length;

    /** An empty one with room for so many bytes; it grows. */
    public ByteBuilder(int capacity) {
        bytes = new byte[Math.max(16, capacity)];
    }

    /** Appends the low eight bits. */
    public ByteBuilder append(int b) {
        reserve(1);
        bytes[length++] = (byte) b;
        return this;
    }

    /** Appends all of an array. */
    public ByteBuilder append(byte[] from) {
        return append(from, 0, from.length);
    }

    /** Appends a part of an array. */
    public ByteBuilder append(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
        return this;
    }

    /** Appends a Lua string. */
    public ByteBuilder append(LuaString string) {
        return append(string.m_bytes, string.m_offset, string.m_length);
    }

    /** Adds a byte for each char, which are 0 to 255. */
    public ByteBuilder append(String view) {
        byte[] encoded = view.getBytes(StandardCharsets.ISO_8859_1);
        return append(encoded, 0, encoded.length);
    }

    /** Adds a byte a number of times. */
    public ByteBuilder append(int b, int count) {
        reserve(count);
        Arrays.fill(bytes, length, length + count, (byte) b);
        length += count;
        return this;
    }

    /** How many bytes there are. */
    public int length() {
        return length;
    }

    /** Takes the first bytes away. */
    public void dropFirst(int count) {
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
    }

    /** Drops all bytes. */
    public void clear() {
        length = 0;
    }

    /** How many bytes it can have before it grows. */
    public int capacity() {
        return bytes.length;
    }

    /** Sees to it that there is room for so many more bytes. */
    public void makeRoom(int more) {
        reserve(more);
    }

    /** Says that so many bytes behind the last are part of it: they were written into {@link #backing}. */
    public void lengthen(int more) {
        length += more;
    }

    /** What its bytes are in, from index 0 on, until it grows. */
    public byte[] backing() {
        return bytes;
    }

    private void reserve(int more) {
        int needed = length + more;
        if (needed < 0 || needed > LONGEST) {
            throw new LuaError("string length overflow");
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, (int) Math.min(LONGEST, bytes.length * 2L)));
        }
    }

    /** All bytes, as a copy where there is room to spare; the builder is not used on. */
    public byte[] toArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** The string; the builder may be used on. */
    public LuaString build() {
        return LuaString.valueUsing(Arrays.copyOf(bytes, length));
    }

    /** Some of its bytes. */
    public LuaString slice(int from, int count) {
        return LuaString.valueUsing(Arrays.copyOfRange(bytes, from, from + count));
    }
}
