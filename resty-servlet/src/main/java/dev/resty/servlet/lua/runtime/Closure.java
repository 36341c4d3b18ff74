// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A Lua function. Compiled ones are a hidden class each, interpreted ones share one. {@code call} gives the first result
 * or nil, {@code invoke} all results; neither ever returns a tail call that is still to be made.
 */
public abstract class Closure extends Callable {

    /** The worker's state. */
    public final Vm vm;

    /** The table of its global variables. */
    public LuaTable environment;

    /** A function of that worker. */
    protected Closure(Vm vm, LuaTable environment) {
        this.vm = vm;
        this.environment = environment;
    }

    /** Gives it another table of global variables. */
    public final void move(LuaTable to) {
        environment = to;
        vm.closures.moved(this);
    }

    /** What is known of its source. */
    public abstract Code code();

    /** An upvalue by its index in {@code code().function().upvalues()}. */
    public abstract LuaValue upvalue(int index);

    /** Changes an upvalue; one without a cell changes for this function only. */
    public abstract void upvalue(int index, LuaValue value);

    /** What two functions have in common that share an upvalue: its cell, else its value. */
    public Object upvalueIdentity(int index) {
        return upvalue(index);
    }

    /** Makes an upvalue that of another function: from then on they share it where both have a cell. */
    public void joinUpvalue(int index, Closure other, int from) {
        upvalue(index, other.upvalue(from));
    }

    @Override
    public abstract LuaValue call();

    @Override
    public abstract LuaValue call(LuaValue a);

    @Override
    public abstract LuaValue call(LuaValue a, LuaValue b);

    @Override
    public abstract LuaValue call(LuaValue a, LuaValue b, LuaValue c);

    @Override
    public abstract LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d);

    @Override
    public abstract LuaValue call(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e);

    @Override
    public abstract Varargs invoke4(LuaValue a, LuaValue b, LuaValue c, LuaValue d);

    @Override
    public abstract Varargs invoke5(LuaValue a, LuaValue b, LuaValue c, LuaValue d, LuaValue e);
}
