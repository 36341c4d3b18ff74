// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Tail calls in bounded stack: compiled functions make them as Java calls while few functions run, and else leave them to
 * their caller, by returning {@link #PENDING}.
 */
public final class TailCall extends LuaValue {

    /** What a function returns that has left its tail call to be made. Never seen by Lua. */
    public static final LuaValue PENDING = new TailCall();

    /** From which {@link Vm#depth} on a tail call is left to the caller. */
    public static final int DEEP = 200;

    private TailCall() {}

    /** Leaves a call to the caller; one of a Java function is made here. */
    public static Varargs defer(Callable function, Varargs args) {
        Vm vm = function instanceof Closure closure ? closure.vm : Vm.current();
        if (vm == null || function instanceof NativeFunction) {
            return function.invoke(args);
        }
        vm.pendingFunction = function;
        vm.pendingArguments = args;
        return PENDING;
    }

    /** Makes the call that was left, and those that it leaves in turn. */
    public static Varargs finish(Vm vm) {
        Varargs result = PENDING;
        while (result == PENDING) {
            Callable function = vm.pendingFunction;
            Varargs args = vm.pendingArguments;
            if (function == null) {
                throw new IllegalStateException("no tail call is pending");
            }
            vm.pendingFunction = null;
            vm.pendingArguments = NONE;
            result = function.enter(args);
        }
        return result;
    }

    @Override
    public int type() {
        return TNONE;
    }

    @Override
    public String typename() {
        return "tail call";
    }
}
