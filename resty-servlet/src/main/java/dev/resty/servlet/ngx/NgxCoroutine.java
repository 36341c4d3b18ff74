// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.Coroutines;
import dev.resty.servlet.lua.LuaRun;
import dev.resty.servlet.lua.runtime.Callable;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaThread;
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

    private static final List<String> OVERRIDDEN = List.of("create", "yield", "resume", "status", "wrap");

    /** Where Lua's own functions are called. */
    private static final Set<Phase> STANDARD = EnumSet.of(Phase.INIT, Phase.HEADER_FILTER, Phase.BODY_FILTER);

    private NgxCoroutine() {}

    /** Puts OpenResty's table in the place of Lua's. */
    static void install(NgxContext ngx) {
        LuaTable globals = ngx.worker().globals();
        LuaTable standard = globals.get("coroutine").checktable();
        LuaTable table = new LuaTable();
        LuaTable ours = binding().build(ngx);
        for (String name : OVERRIDDEN) {
            table.set("_" + name, standard.get(name));
            table.set(
                    name,
                    new Choice(
                            ngx,
                            name,
                            standard.get(name).checkfunction(),
                            ours.get(name).checkfunction()));
        }
        table.set("running", ours.get("running"));
        globals.set("coroutine", table);
        globals.get("package").get("loaded").set("coroutine", table);
    }

    private static Binding binding() {
        return Binding.table()
                .fn(
                        "create",
                        "co = coroutine.create(f)",
                        Phases.YIELDABLE,
                        "A coroutine that is to run a function.",
                        (ngx, args) -> create(ngx, args, "create"))
                .fn(
                        "resume",
                        "ok, ... = coroutine.resume(co, ...)",
                        Phases.YIELDABLE,
                        "Has a coroutine go on.",
                        (ngx, args) -> coroutines(ngx).resume(thread(args, "resume"), args.subargs(2)))
                .fn(
                        "yield",
                        "... = coroutine.yield(...)",
                        Phases.YIELDABLE,
                        "Suspends the running coroutine, or lets other light threads run.",
                        (ngx, args) -> coroutines(ngx).yield(args))
                .fn(
                        "wrap",
                        "f = coroutine.wrap(f)",
                        Phases.YIELDABLE,
                        "A function that has a coroutine go on.",
                        NgxCoroutine::wrap)
                .fn(
                        "status",
                        "status = coroutine.status(co)",
                        Phases.YIELDABLE,
                        "What a coroutine does: running, suspended, normal, zombie or dead.",
                        (ngx, args) -> LuaText.of(thread(args, "status").getStatus()))
                .fn(
                        "running",
                        "co = coroutine.running()",
                        Phases.ALL,
                        "The coroutine that calls.",
                        NgxCoroutine::running);
    }

    private static Coroutines coroutines(NgxContext ngx) {
        return ngx.worker().coroutines();
    }

    private static LuaThread create(NgxContext ngx, Varargs args, String function) {
        return coroutines(ngx).create(function(args, function));
    }

    /** A function that is written in Lua. */
    static LuaFunction function(Varargs args, String function) {
        if (args.arg1() instanceof LuaFunction lua && Coroutines.isLuaFunction(lua)) {
            return lua;
        }
        throw Arguments.bad(1, function, "Lua function expected");
    }

    private static LuaThread thread(Varargs args, String function) {
        if (args.arg1() instanceof LuaThread thread) {
            return thread;
        }
        throw Arguments.bad(1, function, "coroutine expected");
    }

    private static Varargs wrap(NgxContext ngx, Varargs args) {
        LuaThread coroutine = create(ngx, args, "wrap");
        return NativeFunction.of("wrap", inner -> {
            Varargs results = coroutines(ngx).resume(coroutine, inner);
            if (results.arg1().toboolean()) {
                return results.subargs(2);
            }
            throw coroutines(ngx).failure(results.arg(2));
        });
    }

    /** Nil where a phase's code is no coroutine in OpenResty. */
    private static Varargs running(NgxContext ngx, Varargs args) {
        Phase phase = phase(ngx);
        boolean isCoroutine =
                phase != null && phase.yieldable() || !coroutines(ngx).inEntry();
        return isCoroutine ? coroutines(ngx).running() : LuaValue.NIL;
    }

    private static @Nullable Phase phase(NgxContext ngx) {
        LuaRun run = ngx.worker().current();
        return run != null && run.owner() instanceof PhaseRun phaseRun ? phaseRun.phase() : null;
    }

    /** Lua's own function or OpenResty's, by the phase. */
    private static final class Choice extends Callable {

        private final NgxContext ngx;
        private final String called;
        private final LuaFunction standard;
        private final LuaFunction ours;

        Choice(NgxContext ngx, String name, LuaFunction standard, LuaFunction ours) {
            this.ngx = ngx;
            this.called = name;
            this.standard = standard;
            this.ours = ours;
        }

        private LuaFunction chosen() {
            Phase phase = phase(ngx);
            if (phase != null && !STANDARD.contains(phase)) {
                return ours;
            }
            if (called.equals("yield") && coroutines(ngx).inEntry()) {
                throw LuaFailure.here("attempt to yield across C-call boundary");
            }
            return standard;
        }

        @Override
        public LuaValue call() {
            return chosen().call();
        }

        @Override
        public LuaValue call(LuaValue a) {
            return chosen().call(a);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return chosen().call(a, b);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return chosen().call(a, b, c);
        }

        @Override
        public Varargs invoke() {
            return chosen().invoke(NONE);
        }

        @Override
        public Varargs invoke1(LuaValue a) {
            return chosen().invoke(a);
        }

        @Override
        public Varargs invoke2(LuaValue a, LuaValue b) {
            return chosen().invoke(varargsOf(a, b));
        }

        @Override
        public Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
            return chosen().invoke(varargsOf(a, b, c));
        }

        @Override
        public Varargs invoke(Varargs args) {
            return chosen().invoke(args);
        }

        @Override
        public String name() {
            return called;
        }
    }
}
