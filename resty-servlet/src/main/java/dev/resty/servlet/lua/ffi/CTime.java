// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import java.time.Instant;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** C's clocks. A {@code time_t} has 64 bits, as have the parts of {@code struct timeval} and {@code timespec}. */
final class CTime {

    private static final int REALTIME = 0;
    private static final int INVALID = 22;

    private CTime() {}

    static LuaValue time(Ffi ffi, Varargs args) {
        long now = System.currentTimeMillis() / 1000;
        CPointer to = CFunctions.pointer(args, 1);
        if (!to.isNull()) {
            to.accessed().writeLong(to.position(), now);
        }
        return LuaValue.valueOf((double) now);
    }

    static LuaValue gettimeofday(Ffi ffi, Varargs args) {
        Instant now = Instant.now();
        CPointer to = CFunctions.pointer(args, 1);
        write(to, now.getEpochSecond(), now.getNano() / 1000);
        return LuaValue.ZERO;
    }

    static LuaValue clockGettime(Ffi ffi, Varargs args) {
        long clock = CFunctions.whole(args, 1);
        CPointer to = CFunctions.pointer(args, 2);
        if (clock < 0 || clock > 7) {
            ffi.errno(INVALID);
            return LuaValue.valueOf(-1);
        }
        if (clock == REALTIME) {
            Instant now = Instant.now();
            write(to, now.getEpochSecond(), now.getNano());
        } else {
            long now = System.nanoTime();
            write(to, Math.floorDiv(now, 1_000_000_000L), Math.floorMod(now, 1_000_000_000L));
        }
        return LuaValue.ZERO;
    }

    private static void write(CPointer to, long seconds, long fraction) {
        to.accessed().writeLong(to.position(), seconds);
        to.accessed().writeLong(to.position() + 8, fraction);
    }
}
