// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Chunks that are interpreted when they run for the first and second time, in whatever worker, and compiled then. */
final class WarmingTemplate implements Template {

    private static final int INTERPRETED_RUNS = 2;

    private final Template interpreted;
    private final Function<FunctionBody, Template> compiler;
    private final AtomicInteger runs = new AtomicInteger();
    private volatile @Nullable Template compiled;

    WarmingTemplate(Template interpreted, Function<FunctionBody, Template> compiler) {
        this.interpreted = interpreted;
        this.compiler = compiler;
    }

    @Override
    public Code code() {
        return interpreted.code();
    }

    @Override
    public Closure create(Vm vm, LuaTable environment, Object[] upvalues) {
        return new Chunk(this, vm, environment, upvalues);
    }

    /** What a run that begins now is to use. */
    private Template next() {
        Template ready = compiled;
        if (ready == null && runs.incrementAndGet() > INTERPRETED_RUNS) {
            ready = compiler.apply(code().function());
            compiled = ready;
        }
        return ready == null ? interpreted : ready;
    }

    /** A chunk as Lua sees it: the same function before and after it was compiled. */
    private static final class Chunk extends Closure {

        private final WarmingTemplate template;
        private final Object[] upvalues;
        private @Nullable Closure target;
        private @Nullable Template used;

        /** The environment that {@link #target} was given last. */
        private LuaTable given;

        Chunk(WarmingTemplate template, Vm vm, LuaTable environment, Object[] upvalues) {
            super(vm, environment);
            this.template = template;
            this.upvalues = upvalues;
            this.given = environment;
        }

        private Closure target() {
            Closure current = target;
            if (current == null || used == template.interpreted) {
                Template next = template.next();
                if (next != used || current == null) {
                    LuaTable before = current == null ? environment : current.environment;
                    current = next.create(vm, before, upvalues);
                    target = current;
                    used = next;
                }
            }
            if (environment != given) {
                given = environment;
                current.environment = environment;
            }
            return current;
        }

        @Override
        public Code code() {
            return template.code();
        }

        @Override
        public LuaValue upvalue(int index) {
            return NIL;
        }

        @Override
        public void upvalue(int index, LuaValue value) {
            // A chunk has none.
        }

        @Override
        public LuaValue call() {
            return target().call();
        }

        @Override
        public LuaValue call(LuaValue a) {
            return target().call(a);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b) {
            return target().call(a, b);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
            return target().call(a, b, c);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
            return target().call(a, b, c, d);
        }

        @Override
        public LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
            return target().call(a, b, c, d, e);
        }

        @Override
        public Varargs invoke() {
            return target().invoke();
        }

        @Override
        public Varargs invoke1(LuaValue a) {
            return target().invoke1(a);
        }

        @Override
        public Varargs invoke2(LuaValue a, LuaValue b) {
            return target().invoke2(a, b);
        }

        @Override
        public Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
            return target().invoke3(a, b, c);
        }

        @Override
        public Varargs invoke4(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
            return target().invoke4(a, b, c, d);
        }

        @Override
        public Varargs invoke5(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
            return target().invoke5(a, b, c, d, e);
        }

        @Override
        public Varargs invoke(Varargs args) {
            return target().invoke(args);
        }
    }
}
