// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.Coroutine;
import dev.resty.servlet.lua.Coroutines;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The global table {@code coroutine} as OpenResty has it: in phases that can wait, its functions know light threads; in
 * filters and init they are Lua's own, which {@code coroutine._create} and so on are everywhere.
 *
 * <p>Differs from OpenResty: what a coroutine made by {@code coroutine.wrap} throws, and that it is dead, is an error of
 * its caller, which {@code pcall} catches; OpenResty ends the light thread, or returns false and a message. Yielding
 * works across {@code pcall}, metamethods, iterators, {@code string.gsub}, {@code table.sort} and {@code require}.
 */
final class NgxCoroutine {

    /** Where Lua's own functions are called. */
    private static final Set<Phase> STANDARD = EnumSet.of(Phase.INIT, Phase.HEADER_FILTER, Phase.BODY_FILTER);

    private NgxCoroutine() {}

    /** Puts OpenResty's table in the place of Lua's. */
    static void install(NgxContext ngx) {
        LuaTable globals = ngx.worker().globals();
        LuaTable standard = globals.get("coroutine").checktable();
        Coroutines coroutines = ngx.worker().coroutines();
        Table table = new Table();
        put(ngx, table, standard, "create", args -> coroutines.create(function(args, "create")));
        put(ngx, table, standard, "resume", args -> coroutines.resume(coroutine(args, "resume"), args.subargs(2)));
        put(ngx, table, standard, "yield", coroutines::yield);
        put(
                ngx,
                table,
                standard,
                "status",
                args -> LuaText.of(coroutine(args, "status").statusName()));
        put(ngx, table, standard, "wrap", args -> coroutines.wrap(function(args, "wrap"), false));
        table.set("running", NativeFunction.of("running", args -> running(ngx)));
        globals.set("coroutine", table);
        globals.get("package").get("loaded").set("coroutine", table);
    }

    private static void put(NgxContext ngx, Table table, LuaTable standard, String name, NativeFunction.Body ours) {
        LuaFunction std = standard.get(name).checkfunction();
        table.set("_" + name, std);
        table.set(name, new Choice(ngx, name, std, ours));
    }

    /** A function that is written in Lua. */
    static LuaFunction function(Varargs args, String function) {
        if (args.arg1() instanceof LuaFunction lua && Coroutines.isLuaFunction(lua)) {
            return lua;
        }
        throw Arguments.bad(1, function, "Lua function expected");
    }

    private static Coroutine coroutine(Varargs args, String function) {
        if (args.arg1() instanceof Coroutine coroutine) {
            return coroutine;
        }
        throw Arguments.bad(1, function, "coroutine expected");
    }

    /** Nil where a phase's code is no coroutine in OpenResty. */
    private static LuaValue running(NgxContext ngx) {
        Coroutines coroutines = ngx.worker().coroutines();
        Phase phase = phase(ngx);
        boolean isCoroutine = phase != null && phase.yieldable() || !coroutines.inEntry();
        return isCoroutine ? coroutines.running() : LuaValue.NIL;
    }

    private static @Nullable Phase phase(NgxContext ngx) {
        LuaRun run = ngx.worker().current();
        return run != null && run.owner() instanceof PhaseRun phaseRun ? phaseRun.phase() : null;
    }

    /** Lua's own function or OpenResty's, by the phase. */
    private static final class Choice extends NativeFunction {

        private final NgxContext ngx;
        private final LuaFunction standard;
        private final Body ours;
        private final boolean isYield;

        Choice(NgxContext ngx, String name, LuaFunction standard, Body ours) {
            super(name);
            this.ngx = ngx;
            this.standard = standard;
            this.ours = ours;
            this.isYield = name.equals("yield");
        }

        @Override
        protected Varargs all(Varargs args) {
            Phase phase = phase(ngx);
            if (phase == null || STANDARD.contains(phase)) {
                if (isYield && ngx.worker().coroutines().inEntry()) {
                    throw new LuaError("attempt to yield across C-call boundary");
                }
                return standard.invoke(args);
            }
            if (!phase.yieldable()) {
                throw new LuaError("API disabled in the context of " + phase.contextName());
            }
            return ours.call(args);
        }
    }
}
