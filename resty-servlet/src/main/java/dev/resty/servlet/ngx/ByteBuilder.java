// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.Arrays;
import org.luaj.vm2.LuaString;

/** Bytes that grow. */
final class ByteBuilder {

    private byte[] bytes;
    private int length;

    ByteBuilder(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** Appends the low eight bits. */
    void append(int octet) {
        room(1);
        bytes[length++] = (byte) octet;
    }

    /** Appends all of an array. */
    void append(byte[] from) {
        room(from.length);
        System.arraycopy(from, 0, bytes, length, from.length);
        length += from.length;
    }

    /** Appends a Lua string. */
    void append(LuaString string) {
        room(string.m_length);
        System.arraycopy(string.m_bytes, string.m_offset, bytes, length, string.m_length);
        length += string.m_length;
    }

    int length() {
        return length;
    }

    /** What was appended, as a copy where there is room to spare. */
    byte[] toArray() {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** What was appended, as a Lua string of its own. */
    LuaString toLua() {
        return LuaString.valueUsing(toArray());
    }

    /** Drops what was appended. */
    void clear() {
        length = 0;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(length, more)));
        }
    }
}
