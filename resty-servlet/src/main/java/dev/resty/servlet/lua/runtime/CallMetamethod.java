// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Calls a value that is no function by its {@code __call}, with the value itself in front of the arguments. */
final class CallMetamethod extends Callable implements Unseen {

    private final Callable handler;
    private final LuaValue self;

    CallMetamethod(Callable handler, LuaValue self) {
        this.handler = handler;
        this.self = self;
    }

    @Override
    public LuaValue call() {
        return handler.call(self);
    }

    @Override
    public LuaValue call(LuaValue a) {
        return handler.call(self, a);
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b) {
        return handler.call(self, a, b);
    }

    @Override
    public LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        return handler.call(self, a, b, c);
    }

    @Override
    public Varargs invoke() {
        return handler.invoke1(self);
    }

    @Override
    public Varargs invoke1(LuaValue a) {
        return handler.invoke2(self, a);
    }

    @Override
    public Varargs invoke2(LuaValue a, LuaValue b) {
        return handler.invoke3(self, a, b);
    }

    @Override
    public Varargs invoke3(LuaValue a, LuaValue b, LuaValue c) {
        return handler.invoke4(self, a, b, c);
    }

    @Override
    public Varargs invoke(Varargs args) {
        return handler.invoke(varargsOf(self, args));
    }

    @Override
    public Varargs enter(Varargs args) {
        return handler.enter(varargsOf(self, args));
    }
}
