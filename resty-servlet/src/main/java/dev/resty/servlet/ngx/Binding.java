// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.luaj.vm2.LuaError;
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
            table.set(declaration.name(), new Bound(ngx, declaration, namedByCaller));
        }
    }

    /** A declared function bound to a worker. */
    private static final class Bound extends NativeFunction {

        private final NgxContext ngx;
        private final NgxFunction function;
        private final int phases;

        private final boolean namedByCaller;

        Bound(NgxContext ngx, Declaration declaration, boolean namedByCaller) {
            super(declaration.name());
            this.ngx = ngx;
            this.function = declaration.function();
            this.phases = mask(declaration.phases());
            this.namedByCaller = namedByCaller;
        }

        @Override
        public boolean isNamedByCaller() {
            return namedByCaller;
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

        private void checkPhase() {
            if (phases != EVERYWHERE) {
                Phase phase = ngx.phase();
                if ((phases & 1 << phase.ordinal()) == 0) {
                    throw new LuaError(refusal(phase));
                }
            }
        }

        private String refusal(Phase phase) {
            if (phase == Phase.INIT) {
                return "no request found";
            }
            boolean alsoInInit = (phases & 1 << Phase.INIT.ordinal()) != 0;
            boolean needsRequest =
                    !alsoInInit && (phases & IN_REQUEST) == IN_REQUEST && (1 << phase.ordinal() & IN_REQUEST) == 0;
            return needsRequest
                    ? "API disabled in the current context"
                    : "API disabled in the context of " + phase.contextName();
        }
    }

    private static final int EVERYWHERE = mask(Phases.ALL);
    private static final int IN_REQUEST = mask(Phases.REQUEST);

    private static int mask(Set<Phase> phases) {
        int mask = 0;
        for (Phase phase : phases) {
            mask |= 1 << phase.ordinal();
        }
        return mask;
    }
}
