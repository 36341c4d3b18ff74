// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.resty.dict.LuaScalar;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The array that an entry's key and value share: the key, the bytes of a string, then the user flags where there are any,
 * then the owner where the entry is a held lock. Nothing in it changes once others can see it, since readers keep it. Which
 * of all this is there, and the value that is no string, {@link Slots} knows.
 */
final class EntryBytes {

    static final int FLAGS_SIZE = Integer.BYTES;

    static final int OWNER_SIZE = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private EntryBytes() {}

    /** The key's bytes in front of an array that has so many more. */
    static byte[] withKey(String key, int more) {
        byte[] bytes = new byte[key.length() + more];
        copy(key, bytes);
        return bytes;
    }

    @SuppressWarnings("deprecation") // for other strings than views of bytes, and the only way without a second array
    private static void copy(String key, byte[] target) {
        key.getBytes(0, key.length(), target, 0);
    }

    /** The same key in front of another array. */
    static byte[] withKey(byte[] former, int keyLength, int more) {
        byte[] bytes = new byte[keyLength + more];
        System.arraycopy(former, 0, bytes, 0, keyLength);
        return bytes;
    }

    static String key(byte[] bytes, int keyLength) {
        return new String(bytes, 0, keyLength, ISO_8859_1);
    }

    static boolean isKey(byte[] bytes, String key) {
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) != (bytes[i] & 0xFF)) {
                return false;
            }
        }
        return true;
    }

    static boolean isKey(byte[] bytes, byte[] key, int offset, int length) {
        return Arrays.equals(bytes, 0, length, key, offset, offset + length);
    }

    /** How many bytes a value takes behind its key, with what belongs to it: none unless it is a string. */
    static int room(LuaScalar value, int flags, long owner) {
        return stringLength(value) + (flags == 0 ? 0 : FLAGS_SIZE) + (owner == 0 ? 0 : OWNER_SIZE);
    }

    private static int stringLength(LuaScalar value) {
        return value instanceof LuaScalar.Bytes string ? string.length() : 0;
    }

    /** What a value that is a string or a number counts. */
    static int lengthOf(@Nullable LuaScalar value) {
        if (value instanceof LuaScalar.Bytes string) {
            return string.length();
        }
        return value instanceof LuaScalar.Num ? Double.BYTES : 0;
    }

    /** Puts a value and what belongs to it behind the key, where there is {@link #room} for it. */
    static void fill(byte[] bytes, int keyLength, LuaScalar value, int flags, long owner) {
        if (value instanceof LuaScalar.Bytes string) {
            System.arraycopy(string.source(), string.offset(), bytes, keyLength, string.length());
        }
        if (flags != 0) {
            flags(bytes, keyLength + stringLength(value), flags);
        }
        if (owner != 0) {
            LONGS.set(bytes, bytes.length - OWNER_SIZE, owner);
        }
    }

    static int flags(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    static void flags(byte[] bytes, int at, int flags) {
        INTS.set(bytes, at, flags);
    }

    static long owner(byte[] bytes) {
        return (long) LONGS.get(bytes, bytes.length - OWNER_SIZE);
    }
}
