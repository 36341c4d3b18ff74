// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictException;
import dev.resty.dict.IncrResult;
import dev.resty.dict.SharedDict;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code dict:incr(key, value, init?, init_ttl?)}. */
final class DictIncr implements NgxFunction {

    @Override
    public Varargs call(NgxContext ngx, Varargs args) {
        return incr(ngx, args.arg1(), args.arg(2), args.arg(3), args.arg(4), args.arg(5));
    }

    @Override
    public NativeFunction bind(NgxContext ngx, Binding.Declaration declaration) {
        return new Method(ngx, declaration);
    }

    private static Varargs incr(
            NgxContext ngx, LuaValue object, LuaValue name, LuaValue value, LuaValue first, LuaValue life) {
        SharedDict dict = DictObject.dict(object);
        LuaString key = DictArguments.bytes(name);
        String error = DictArguments.keyError(name, key);
        if (error != null) {
            return Arguments.failure(error);
        }
        LuaValue delta = value.type() == LuaValue.TNUMBER ? value : value.tonumber();
        if (delta.isnil()) {
            throw new LuaError("cannot convert 'nil' to 'double'");
        }
        LuaValue init = first.toboolean() ? DictArguments.numeric(first, "init") : LuaValue.NIL;
        LuaValue ttl = initTtl(init, life);
        try {
            IncrResult result = init.isnil()
                    ? dict.incr(key.m_bytes, key.m_offset, key.m_length, delta.todouble())
                    : dict.incr(
                            key.m_bytes,
                            key.m_offset,
                            key.m_length,
                            delta.todouble(),
                            init.todouble(),
                            DictArguments.duration(ttl.toboolean() ? ttl.todouble() : 0));
            return result(ngx, key, init, result);
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
    }

    private static LuaValue initTtl(LuaValue init, LuaValue life) {
        if (life.isnil()) {
            return LuaValue.NIL;
        }
        LuaValue ttl = DictArguments.numeric(life, "init_ttl");
        if (ttl.todouble() < 0) {
            throw new LuaError("bad \"init_ttl\" argument");
        }
        if (init.isnil()) {
            throw new LuaError("must provide \"init\" when providing \"init_ttl\"");
        }
        return ttl;
    }

    private static Varargs result(NgxContext ngx, LuaString key, LuaValue init, IncrResult result) {
        String error = result.error();
        if (error != null) {
            if (init.isnil() && error.equals("not found")) {
                ngx.run().script().missedIncr = LuaText.view(key);
            }
            return Arguments.failure(error);
        }
        LuaValue value = LuaValue.valueOf(result.value());
        return init.isnil() ? value : LuaValue.varargsOf(value, LuaValue.NIL, LuaValue.valueOf(result.forcible()));
    }

    private static final class Method extends BoundFunction {

        Method(NgxContext ngx, Binding.Declaration declaration) {
            super(ngx, declaration, DictCalls.LIBRARY);
        }

        @Override
        protected Varargs all(Varargs args) {
            return incr(ngx, args.arg1(), args.arg(2), args.arg(3), args.arg(4), args.arg(5));
        }

        @Override
        protected Varargs all3(LuaValue dict, LuaValue key, LuaValue value) {
            return incr(ngx, dict, key, value, LuaValue.NIL, LuaValue.NIL);
        }

        @Override
        protected LuaValue first3(LuaValue dict, LuaValue key, LuaValue value) {
            return incr(ngx, dict, key, value, LuaValue.NIL, LuaValue.NIL).arg1();
        }
    }
}
