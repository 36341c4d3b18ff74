// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/**
 * Short strings made of parts of arrays. The same few come again and again, and to make a string costs a copy and its hash,
 * which LuaJ computes at once: so those made last are kept. Safe for concurrent use; threads may miss what others keep.
 */
public final class RecentStrings {

    /** The longest that are kept: two words of eight bytes tell them apart from all others. */
    public static final int LONGEST = 2 * Long.BYTES;

    private static final int KEPT_BITS = 10;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final @Nullable Kept[] KEPT = new @Nullable Kept[1 << KEPT_BITS];

    private RecentStrings() {}

    /** A string with its length, its first bytes and its last: they overlap where it is short. */
    private record Kept(long head, long tail, int length, LuaString string) {}

    /** A string of these bytes, which are copied. */
    public static LuaString of(byte[] bytes, int from, int length) {
        if (length > LONGEST || length == 0) {
            return LuaString.valueUsing(Arrays.copyOfRange(bytes, from, from + length));
        }
        long head;
        long tail;
        if (length >= Long.BYTES) {
            head = (long) LONGS.get(bytes, from);
            tail = (long) LONGS.get(bytes, from + length - Long.BYTES);
        } else if (length >= Integer.BYTES) {
            head = (int) INTS.get(bytes, from);
            tail = (int) INTS.get(bytes, from + length - Integer.BYTES);
        } else {
            head = bytes[from] << Byte.SIZE | bytes[from + (length >> 1)] & 0xff;
            tail = bytes[from + length - 1];
        }
        int place = (int)
                ((head * 0x9E37_79B9_7F4A_7C15L + tail + length) * 0xC2B2_AE3D_27D4_EB4FL >>> Long.SIZE - KEPT_BITS);
        Kept kept = KEPT[place];
        if (kept != null && kept.head == head && kept.tail == tail && kept.length == length) {
            return kept.string;
        }
        LuaString string = LuaString.valueUsing(Arrays.copyOfRange(bytes, from, from + length));
        KEPT[place] = new Kept(head, tail, length, string);
        return string;
    }
}
