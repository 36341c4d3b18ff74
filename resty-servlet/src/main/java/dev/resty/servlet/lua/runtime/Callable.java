// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * What compiled code calls: besides LuaJ's arities there are those of four and five arguments, and each for all results
 * too, so that calls in Lua need no argument array. {@code call} gives the first result or nil, {@code invoke} all
 * results; neither ever returns a tail call that is still to be made.
 */
public abstract class Callable extends LuaFunction {

    /** A function. */
    protected Callable() {}

    /** Calls with four arguments. */
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
        return invoke4(a, b, c, d).arg1();
    }

    /** Calls with five arguments. */
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
        return invoke5(a, b, c, d, e).arg1();
    }

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
    public Varargs invoke4(LuaValue a, LuaValue b, LuaValue c, LuaValue d) {
        return invoke(varargsOf(new LuaValue[] {a, b, c, d}));
    }

    /** Calls with five arguments. */
    public Varargs invoke5(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e) {
        return invoke(varargsOf(new LuaValue[] {a, b, c, d, e}));
    }

    @Override
    public abstract Varargs invoke(Varargs args);

    /** Like {@link #invoke(Varargs)}, but the result may be {@link TailCall#PENDING}. */
    public Varargs enter(Varargs args) {
        return invoke(args);
    }

    @Override
    public final Varargs invoke(LuaValue a, Varargs rest) {
        return invoke(varargsOf(a, rest));
    }

    @Override
    public final Varargs invoke(LuaValue a, LuaValue b, Varargs rest) {
        return invoke(varargsOf(a, b, rest));
    }
}
