// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.util.ArrayDeque;
import java.util.Deque;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code jit.v} and {@code jit.dump}, with which LuaJIT prints what its compiler does, {@code jit.p}, its profiler, and
 * {@code jit.zone}. Differs from OpenResty: there is no such compiler ({@code jit.status()} is false) and no profiler of Lua, so
 * nothing is ever printed.
 */
final class JitVerbose {

    private JitVerbose() {}

    /** {@code jit.v} and {@code jit.dump}. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn(
                        "on",
                        "v.on(options?, outfile?)",
                        "Begins to print traces, of which there are none.",
                        args -> LuaValue.NONE)
                .fn("off", "v.off()", "Ends it.", args -> LuaValue.NONE)
                .fn("start", "v.start(options?, outfile?)", "As on.", args -> LuaValue.NONE)
                .build();
    }

    /** {@code jit.p}. */
    static LuaTable profiler() {
        return LibraryTable.of()
                .fn(
                        "start",
                        "p.start(mode?, outfile?)",
                        "Begins to take samples, of which there are none.",
                        args -> LuaValue.NONE)
                .fn("stop", "p.stop()", "Ends it.", args -> LuaValue.NONE)
                .build();
    }

    /** {@code jit.zone}: {@code zone(name)} begins a zone, {@code zone()} ends the innermost. */
    static LuaTable zones() {
        Deque<LuaValue> open = new ArrayDeque<>();
        LuaTable module = LibraryTable.of()
                .fn("get", "name = zone:get()", "The innermost zone.", args -> innermost(open))
                .fn("flush", "zone:flush()", "Ends all zones.", args -> {
                    open.clear();
                    return LuaValue.NONE;
                })
                .build();
        LuaTable metatable = LibraryTable.of().build();
        metatable.set(LuaValue.CALL, NativeFunction.of("zone", args -> enterOrLeave(open, args.arg(2))));
        module.setmetatable(metatable);
        return module;
    }

    private static LuaValue innermost(Deque<LuaValue> open) {
        LuaValue zone = open.peek();
        return zone == null ? LuaValue.NIL : zone;
    }

    private static Varargs enterOrLeave(Deque<LuaValue> open, LuaValue zone) {
        if (zone.toboolean()) {
            open.push(zone);
            return LuaValue.NONE;
        }
        LuaValue left = open.poll();
        if (left == null) {
            throw new LuaError(LuaText.of("empty zone stack"));
        }
        return left;
    }
}
