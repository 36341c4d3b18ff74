// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.RecentStrings;
import dev.resty.servlet.lua.runtime.Vm;
import java.util.Arrays;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Pieces of strings, and the search of one in another. */
final class Strings {

    /** Results of that many bytes are worth telling the worker of. */
    private static final int BIG = 4096;

    private static final LuaString[] OF_A_BYTE = new LuaString[256];

    static {
        for (int b = 0; b < OF_A_BYTE.length; b++) {
            OF_A_BYTE[b] = LuaString.valueUsing(new byte[] {(byte) b});
        }
    }

    private Strings() {}

    /** The string of one byte. */
    static LuaString ofByte(int b) {
        return OF_A_BYTE[b & 0xff];
    }

    /** A part of an array as a string of its own. */
    static LuaString part(byte[] bytes, int from, int length) {
        if (length <= 1) {
            return length == 0 ? LuaValue.EMPTYSTRING : OF_A_BYTE[bytes[from] & 0xff];
        }
        if (length >= BIG) {
            allocate(length);
        }
        return RecentStrings.of(bytes, from, length);
    }

    /** Tells the worker of memory that is about to be taken. */
    static void allocate(long bytes) {
        if (bytes >= BIG) {
            Vm vm = Vm.current();
            if (vm != null) {
                vm.allocate(bytes);
            }
        }
    }

    /** Where one string is in another from an index on, both counted from 0; -1 where it isn't. */
    static int indexOf(LuaString string, LuaString part, int from) {
        int length = part.m_length;
        if (length == 0) {
            return from;
        }
        byte[] bytes = string.m_bytes;
        byte[] wanted = part.m_bytes;
        int offset = part.m_offset;
        byte first = wanted[offset];
        int last = string.m_offset + string.m_length - length;
        for (int at = string.m_offset + from; at <= last; at++) {
            if (bytes[at] == first
                    && (length == 1
                            || Arrays.equals(bytes, at + 1, at + length, wanted, offset + 1, offset + length))) {
                return at - string.m_offset;
            }
        }
        return -1;
    }
}
