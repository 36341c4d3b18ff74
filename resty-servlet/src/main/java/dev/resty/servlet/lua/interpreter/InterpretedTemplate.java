// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.servlet.lua.syntax.FunctionBody;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;

/** Makes interpreted functions of a function's source. Safe for concurrent use. */
public final class InterpretedTemplate implements Template {

    private final Code code;
    private final Function<FunctionBody, Template> inner;
    private final boolean traced;

    /** Made when the function is first called; several threads may make the same. */
    private volatile @Nullable Program program;

    /** The template of a function, in which nothing is made ready yet. */
    public InterpretedTemplate(FunctionBody function) {
        this(function, InterpretedTemplate::new);
    }

    /**
     * The template of a function.
     *
     * @param inner gives the templates of the functions in it
     */
    public InterpretedTemplate(FunctionBody function, Function<FunctionBody, Template> inner) {
        this(function, inner, false);
    }

    private InterpretedTemplate(FunctionBody function, Function<FunctionBody, Template> inner, boolean traced) {
        this.code = new Code(function);
        this.inner = inner;
        this.traced = traced;
    }

    /** The template of a function that, as all in it, tells {@link Vm#hook} what it does. */
    public static InterpretedTemplate traced(FunctionBody function) {
        return new InterpretedTemplate(function, InterpretedTemplate::traced, true);
    }

    /** Whether its functions tell the hook what they do. */
    boolean isTraced() {
        return traced;
    }

    @Override
    public Code code() {
        return code;
    }

    @Override
    public Closure create(Vm vm, LuaTable environment, Object[] upvalues) {
        return new InterpretedClosure(this, vm, environment, upvalues.clone());
    }

    Program program() {
        Program ready = program;
        if (ready == null) {
            ready = FunctionTranslator.translate(code.function(), inner, traced);
            program = ready;
        }
        return ready;
    }
}
