// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua function. Compiled ones are a hidden class each, interpreted ones share one. {@code call} gives the first result
 * or nil, {@code invoke} all results; neither ever returns a tail call that is still to be made.
 *
 * <p>Besides LuaJ's arities there are those of four and five arguments, so that calls in Lua need no argument array.
 */
public abstract class Closure extends LuaFunction {

    /** The worker's state. */
    public final Vm vm;

    /** The table of its global variables. */
    public LuaTable environment;

    /** A function of that worker. */
    protected Closure(Vm vm, LuaTable environment) {
        this.vm = vm;
        this.environment = environment;
    }

    /** What is known of its source. */
    public abstract Code code();

    /** An upvalue by its index in {@code code().function().upvalues()}. */
    public abstract LuaValue upvalue(int index);

    /** Changes an upvalue; one without a cell changes for this function only. */
    public abstract void upvalue(int index, LuaValue value);

    @Override
    public abstract LuaValue call();

    @Override
    public abstract LuaValue call(LuaValue a);

    @Override
    public abstract LuaValue call(LuaValue a, LuaValue b);

    @Override
    public abstract LuaValue call(LuaValue a, LuaValue b, LuaValue c);

    /** Calls with four arguments. */
    public abstract LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d);

    /** Calls with five arguments. */
    public abstract LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e);

    /** Calls without arguments. */
    @Override
    public abstract Varargs invoke();

    /** Calls with one argument. Named apart as LuaJ's {@code invoke} of one argument takes a list. */
    public abstract Varargs invoke1(LuaValue a);

    /** Calls with two arguments. */
    public abstract Varargs invoke2(LuaValue a, LuaValue b);

    /** Calls with three arguments. */
    public abstract Varargs invoke3(LuaValue a, LuaValue b, LuaValue c);

    /** Calls with four arguments. */
    public abstract Varargs invoke4(LuaValue a, LuaValue b, LuaValue c, LuaValue d);

    /** Calls with five arguments. */
    public abstract Varargs invoke5(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e);

    @Override
    public abstract Varargs invoke(Varargs args);

    @Override
    public final Varargs invoke(LuaValue a, Varargs rest) {
        return invoke(varargsOf(a, rest));
    }

    @Override
    public final Varargs invoke(LuaValue a, LuaValue b, Varargs rest) {
        return invoke(varargsOf(a, b, rest));
    }
}
