// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictException;
import dev.resty.dict.DictValue;
import dev.resty.dict.SharedDict;
import dev.resty.servlet.lua.runtime.NativeFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code dict:get(key)}, which allocates no arguments where the caller wants the value alone. */
final class DictGet implements NgxFunction {

    @Override
    public Varargs call(NgxContext ngx, Varargs args) {
        return read(args.arg1(), args.arg(2));
    }

    @Override
    public NativeFunction bind(NgxContext ngx, Binding.Declaration declaration) {
        return new Method(ngx, declaration);
    }

    private static Varargs read(LuaValue object, LuaValue name) {
        SharedDict dict = DictObject.dict(object);
        LuaString key = DictArguments.bytes(name);
        String error = DictArguments.keyError(name, key);
        if (error != null) {
            return Arguments.failure(error);
        }
        DictValue found;
        try {
            found = object instanceof DictObject known
                    ? known.get(key)
                    : dict.get(key.m_bytes, key.m_offset, key.m_length);
        } catch (DictException e) {
            return DictArguments.failure(e);
        }
        if (found == null) {
            return LuaValue.NIL;
        }
        LuaValue value = DictArguments.lua(found.value());
        return found.flags() == 0 ? value : LuaValue.varargsOf(value, LuaValue.valueOf(found.flags()));
    }

    private static final class Method extends BoundFunction {

        Method(NgxContext ngx, Binding.Declaration declaration) {
            super(ngx, declaration, DictCalls.LIBRARY);
        }

        @Override
        protected Varargs all(Varargs args) {
            return read(args.arg1(), args.arg(2));
        }

        @Override
        protected Varargs all2(LuaValue dict, LuaValue key) {
            return read(dict, key);
        }

        @Override
        protected LuaValue first2(LuaValue dict, LuaValue key) {
            return read(dict, key).arg1();
        }
    }
}
