// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A namespace of the ngx API as a table: each function declared once with its name, signature, phases and one line of
 * meaning. The check of the phase, the linter and the reference page all come from here.
 */
public final class Binding {

    /**
     * A declared function.
     *
     * @param name its key in the namespace's table
     * @param signature as the reference prints it
     * @param phases where it may be called
     * @param meaning one line
     * @param function what it does
     */
    public record Declaration(String name, String signature, Set<Phase> phases, String meaning, NgxFunction function) {}

    private final List<Declaration> declarations = new ArrayList<>();
    private boolean namedByCaller;

    private Binding() {}

    /** An empty namespace. */
    public static Binding table() {
        return new Binding();
    }

    /** Declares a function. */
    public Binding fn(String name, String signature, Set<Phase> phases, String meaning, NgxFunction function) {
        declarations.add(new Declaration(name, signature, phases, meaning, function));
        return this;
    }

    /** Says that OpenResty writes these functions in C, where errors of arguments name the function as the call does. */
    Binding inC() {
        namedByCaller = true;
        return this;
    }

    /** What was declared, in order. */
    public List<Declaration> declarations() {
        return List.copyOf(declarations);
    }

    /** A table of the functions, for one worker. */
    public LuaTable build(NgxContext ngx) {
        LuaTable table = new Table();
        addTo(table, ngx);
        return table;
    }

    /** Adds the functions to a table, for one worker. */
    void addTo(LuaTable table, NgxContext ngx) {
        for (Declaration declaration : declarations) {
            NativeFunction own = declaration.function().bind(ngx, declaration);
            table.set(declaration.name(), own == null ? new Bound(ngx, declaration, namedByCaller) : own);
        }
    }

    /** A declared function bound to a worker. */
    private static final class Bound extends BoundFunction {

        private final NgxFunction function;

        Bound(NgxContext ngx, Declaration declaration, boolean namedByCaller) {
            super(ngx, declaration, namedByCaller);
            this.function = declaration.function();
        }

        @Override
        protected Varargs all(Varargs args) {
            checkPhase();
            return function.call(ngx, args);
        }

        @Override
        protected LuaValue first2(LuaValue first, LuaValue second) {
            checkPhase();
            return function.call(ngx, first, second);
        }

        @Override
        protected LuaValue first3(LuaValue first, LuaValue second, LuaValue third) {
            checkPhase();
            return function.call(ngx, first, second, third);
        }
    }
}
