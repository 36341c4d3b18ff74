// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What {@code ffi} makes, but for 64-bit integers. Belongs to one worker. */
abstract sealed class CValue extends Cdata permits CObject, CPointer, CFunction, CTypeValue {

    private final Ffi ffi;
    private final CType type;

    CValue(Ffi ffi, CType type) {
        this.ffi = ffi;
        this.type = type;
    }

    final Ffi ffi() {
        return ffi;
    }

    /** Its C type; what a C type that is a value stands for. */
    final CType ctype() {
        return type;
    }

    /** The address that equality goes by, and that {@code tostring} shows. */
    abstract long address();

    /** The struct whose metatable counts: its own, or the one it points to; null where there is none. */
    @Nullable RecordType record() {
        CType at = CTypes.dereferenced(type);
        if (at instanceof PointerType pointer) {
            at = pointer.target();
        }
        return at instanceof RecordType found ? found : null;
    }

    /** A metamethod of its struct; nil where there is none. */
    final LuaValue metamethod(String name) {
        RecordType record = record();
        LuaTable metatable = record == null ? null : record.layout().metatable();
        return metatable == null ? NIL : metatable.rawget(LuaText.of(name));
    }

    @Override
    public final String typeText() {
        return type.text();
    }

    @Override
    protected final LuaValue binary(BinaryOperator operator, LuaValue left, LuaValue right) {
        return Arithmetic.apply(operator, left, right);
    }

    @Override
    public final LuaValue negative() {
        return Arithmetic.negative(this);
    }

    @Override
    public final LuaValue size() {
        LuaValue handler = metamethod("__len");
        if (handler.isnil()) {
            throw new LuaError("attempt to get length of '" + typeText() + "'");
        }
        return handler.call(this);
    }

    @Override
    public final LuaValue concatenation(LuaValue left, LuaValue right) {
        LuaValue handler = Arithmetic.handler("__concat", left, right);
        if (handler.isnil()) {
            throw notConcatenable(left, right);
        }
        return handler.call(left, right);
    }

    @Override
    public Varargs invoke(Varargs args) {
        LuaValue handler = metamethod("__call");
        if (handler.isnil()) {
            throw new LuaError("'" + typeText() + "' is not callable");
        }
        return handler.invoke(varargsOf(this, args));
    }

    /** An index that the C type doesn't have: the metatable's turn. */
    final LuaValue byMetatable(LuaValue key) {
        LuaValue handler = metamethod("__index");
        if (handler.isfunction()) {
            return handler.call(this, key);
        }
        if (handler.isnil()) {
            throw refusedIndex(key);
        }
        return handler.get(key);
    }

    /** The same for writing. */
    final void setByMetatable(LuaValue key, LuaValue element) {
        LuaValue handler = metamethod("__newindex");
        if (handler.isfunction()) {
            handler.call(this, key, element);
        } else if (handler.isnil()) {
            throw refusedIndex(key);
        } else {
            handler.set(key, element);
        }
    }

    private LuaError refusedIndex(LuaValue key) {
        RecordType record = record();
        if (record != null && key instanceof LuaString name) {
            return new LuaError(
                    "'" + record.with(false, false).text() + "' has no member named '" + LuaText.view(name) + "'");
        }
        return notIndexable(key);
    }

    @Override
    public LuaString text() {
        LuaValue handler = metamethod("__tostring");
        if (!handler.isnil() && handler.call(this) instanceof LuaString own) {
            return own;
        }
        return LuaText.of("cdata<" + shownType() + ">: " + shownValue());
    }

    /** The type as {@code tostring} shows it. */
    String shownType() {
        return typeText();
    }

    /** What {@code tostring} shows behind the type. */
    String shownValue() {
        return hexadecimal(address());
    }

    /** An address as LuaJIT prints it. */
    static String hexadecimal(long address) {
        if (address == 0) {
            return "NULL";
        }
        return address >>> 32 == 0 ? String.format("0x%08x", address) : String.format("0x%012x", address);
    }

    @Override
    public LuaValue number() {
        return NIL;
    }
}
