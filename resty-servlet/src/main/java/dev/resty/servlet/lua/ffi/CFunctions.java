// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The functions of C's library that Java code does: those without a state of their own that libraries of Lua call. A
 * script declares them with {@code ffi.cdef} as for C.
 */
final class CFunctions {

    private static final int NO_MEMORY = 12;

    private static final Map<String, CFunction.Body> BODIES = Map.ofEntries(
            Map.entry("abs", (ffi, args) -> LuaValue.valueOf(Math.abs(number(args, 1)))),
            Map.entry("calloc", (ffi, args) -> allocated(ffi, whole(args, 1), whole(args, 2))),
            Map.entry("clock_gettime", CTime::clockGettime),
            Map.entry("free", (ffi, args) -> LuaValue.NIL),
            Map.entry(
                    "getpid",
                    (ffi, args) ->
                            LuaValue.valueOf((double) ProcessHandle.current().pid())),
            Map.entry(
                    "getppid",
                    (ffi, args) -> LuaValue.valueOf((double) ProcessHandle.current()
                            .parent()
                            .map(ProcessHandle::pid)
                            .orElse(0L))),
            Map.entry("gettimeofday", CTime::gettimeofday),
            Map.entry("htonl", (ffi, args) -> swapped(args)),
            Map.entry("htons", (ffi, args) -> LuaValue.valueOf(Short.reverseBytes((short) whole(args, 1)) & 0xffff)),
            Map.entry("inet_ntop", CAddresses::inetNtop),
            Map.entry("inet_pton", CAddresses::inetPton),
            Map.entry("malloc", (ffi, args) -> allocated(ffi, whole(args, 1), 1)),
            Map.entry("memchr", CMemory::memchr),
            Map.entry("memcmp", CMemory::memcmp),
            Map.entry("memcpy", CMemory::memcpy),
            Map.entry("memmove", CMemory::memcpy),
            Map.entry("memset", CMemory::memset),
            Map.entry("ngx_hex_dump", CNginx::hexDump),
            Map.entry("ngx_hextoi", CNginx::hextoi),
            Map.entry("ntohl", (ffi, args) -> swapped(args)),
            Map.entry("ntohs", (ffi, args) -> LuaValue.valueOf(Short.reverseBytes((short) whole(args, 1)) & 0xffff)),
            Map.entry("strcmp", CMemory::strcmp),
            Map.entry("strlen", CMemory::strlen),
            Map.entry("strncmp", CMemory::strncmp),
            Map.entry("time", CTime::time));

    private CFunctions() {}

    /** The function of that name; null where there is none. */
    static CFunction.@Nullable Body named(String name) {
        return BODIES.get(name);
    }

    private static double number(Varargs args, int index) {
        return args.arg(index).todouble();
    }

    /** An argument as an integer. */
    static long whole(Varargs args, int index) {
        LuaValue value = args.arg(index);
        return value instanceof Int64 integer ? integer.value() : (long) value.todouble();
    }

    /** An argument as a pointer. */
    static CPointer pointer(Varargs args, int index) {
        if (args.arg(index) instanceof CPointer pointer) {
            return pointer;
        }
        throw new LuaError("bad argument #" + index + " to '?' (pointer expected)");
    }

    private static LuaValue swapped(Varargs args) {
        return LuaValue.valueOf((double) (Integer.reverseBytes((int) whole(args, 1)) & 0xffff_ffffL));
    }

    private static LuaValue allocated(Ffi ffi, long count, long size) {
        if (count < 0 || size < 0 || size > 0 && count > (Integer.MAX_VALUE - 16) / size) {
            ffi.errno(NO_MEMORY);
            return LuaValue.NIL;
        }
        return new CPointer(ffi, PointerType.TO_VOID, Block.of((int) (count * size)), 0);
    }

    /** A string that C would end with a zero. */
    static String text(CPointer pointer) {
        Block block = pointer.accessed();
        return LuaText.view(block.string(pointer.position(), block.lengthToZero(pointer.position())));
    }
}
