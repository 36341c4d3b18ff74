// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A C type as a value: what {@code ffi.typeof} gives. Calling it makes an object. */
final class CTypeValue extends CValue {

    CTypeValue(Ffi ffi, CType type) {
        super(ffi, type);
    }

    @Override
    long address() {
        return System.identityHashCode(ctype());
    }

    @Override
    @Nullable RecordType record() {
        return ctype() instanceof RecordType found ? found : super.record();
    }

    @Override
    public Varargs invoke(Varargs args) {
        LuaValue handler = ctype() instanceof RecordType ? metamethod("__new") : NIL;
        return handler.isnil() ? ffi().create(ctype(), args) : handler.invoke(varargsOf(this, args));
    }

    @Override
    public LuaValue get(LuaValue key) {
        RecordType record = record();
        if (record != null && key instanceof LuaString name) {
            LuaValue constant = record.layout().constant(LuaText.view(name));
            if (constant != null) {
                return constant;
            }
        }
        return byMetatable(key);
    }

    @Override
    public void set(LuaValue key, LuaValue element) {
        setByMetatable(key, element);
    }

    @Override
    public LuaString text() {
        return LuaText.of("ctype<" + typeText() + ">");
    }
}
