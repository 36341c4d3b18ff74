// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** C's functions on bytes in memory. */
final class CMemory {

    private CMemory() {}

    static LuaValue memcpy(Ffi ffi, Varargs args) {
        CPointer to = CFunctions.pointer(args, 1);
        CPointer from = CFunctions.pointer(args, 2);
        int count = count(args);
        if (count > 0) {
            to.accessed().copy(to.position(), from.accessed(), from.position(), count);
        }
        return to;
    }

    static LuaValue memset(Ffi ffi, Varargs args) {
        CPointer to = CFunctions.pointer(args, 1);
        int count = count(args);
        if (count > 0) {
            to.accessed().fill(to.position(), count, (int) CFunctions.whole(args, 2));
        }
        return to;
    }

    static LuaValue memchr(Ffi ffi, Varargs args) {
        CPointer in = CFunctions.pointer(args, 1);
        byte wanted = (byte) CFunctions.whole(args, 2);
        int count = count(args);
        for (int i = 0; i < count; i++) {
            if (in.accessed().readByte(in.position() + i) == wanted) {
                return new CPointer(ffi, in.pointerType(), in.block(), in.position() + i);
            }
        }
        return LuaValue.NIL;
    }

    static LuaValue memcmp(Ffi ffi, Varargs args) {
        return LuaValue.valueOf(compare(args, count(args), false));
    }

    static LuaValue strcmp(Ffi ffi, Varargs args) {
        return LuaValue.valueOf(compare(args, Integer.MAX_VALUE, true));
    }

    static LuaValue strncmp(Ffi ffi, Varargs args) {
        return LuaValue.valueOf(compare(args, count(args), true));
    }

    static LuaValue strlen(Ffi ffi, Varargs args) {
        CPointer of = CFunctions.pointer(args, 1);
        return LuaValue.valueOf(of.accessed().lengthToZero(of.position()));
    }

    private static int count(Varargs args) {
        long count = CFunctions.whole(args, 3);
        if (count < 0 || count > Integer.MAX_VALUE) {
            throw new LuaError("size of C type is unknown or too large");
        }
        return (int) count;
    }

    private static int compare(Varargs args, int most, boolean toZero) {
        CPointer left = CFunctions.pointer(args, 1);
        CPointer right = CFunctions.pointer(args, 2);
        for (int i = 0; i < most; i++) {
            int one = left.accessed().readByte(left.position() + i) & 0xff;
            int other = right.accessed().readByte(right.position() + i) & 0xff;
            if (one != other || toZero && one == 0) {
                return one - other;
            }
        }
        return 0;
    }
}
