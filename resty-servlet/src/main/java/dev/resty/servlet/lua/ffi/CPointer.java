// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A pointer: into a block, or a bare address that is in none. Immutable. */
final class CPointer extends CValue {

    private final PointerType type;
    private final @Nullable Block block;
    private final long position;

    /** A pointer into a block, or behind it: only using it is checked. */
    CPointer(Ffi ffi, PointerType type, @Nullable Block block, long position) {
        super(ffi, type);
        this.type = type;
        this.block = block;
        this.position = position;
    }

    /** A pointer with that address. */
    static CPointer to(Ffi ffi, PointerType type, long address) {
        Block block = address == 0 ? null : ffi.addresses().find(address);
        return new CPointer(ffi, type, block, block == null ? address : address - block.address());
    }

    PointerType pointerType() {
        return type;
    }

    /** What it points into; null for a bare address. */
    @Nullable Block block() {
        return block;
    }

    /** The offset in the block, or the bare address. */
    long position() {
        return position;
    }

    boolean isNull() {
        return block == null && position == 0;
    }

    /** The same address with another type. */
    CPointer as(PointerType other) {
        return new CPointer(ffi(), other, block, position);
    }

    /** So many elements on. */
    CPointer plus(long elements) {
        return new CPointer(ffi(), new PointerType(type.target()), block, position + elements * elementSize());
    }

    /** The block, to be accessed. */
    Block accessed() {
        Block found = block;
        if (found == null) {
            throw new LuaError(
                    position == 0
                            ? "attempt to dereference a null pointer"
                            : "attempt to access memory at " + hexadecimal(position) + ", which ffi didn't make");
        }
        return found;
    }

    private long elementSize() {
        long size = type.target().size();
        if (size < 0) {
            throw new LuaError("size of C type is unknown or too large");
        }
        return size;
    }

    @Override
    long address() {
        Block found = block;
        return found == null ? position : ffi().addresses().addressOf(found) + position;
    }

    @Override
    public Varargs invoke(Varargs args) {
        if (!(type.target() instanceof FunctionType)) {
            return super.invoke(args);
        }
        CFunction function = accessed().function();
        if (function == null) {
            throw new LuaError("attempt to call memory that is no function");
        }
        return function.invoke(args);
    }

    @Override
    public LuaValue get(LuaValue key) {
        CType target = type.target();
        LuaValue index = Indexes.integer(key);
        if (!index.isnil()) {
            long offset = position + Indexes.of(index) * elementSize();
            return Access.load(ffi(), target, accessed(), offset);
        }
        Field field = Indexes.field(target, key);
        if (field != null) {
            return Access.load(ffi(), target, field, accessed(), position);
        }
        return function(key);
    }

    /** The methods that a pointer to a function of Lua has; else the metatable's turn. */
    private LuaValue function(LuaValue key) {
        Block found = block;
        CFunction function = found == null ? null : found.function();
        LuaValue method = function == null ? NIL : function.ownMethod(key);
        return method.isnil() ? byMetatable(key) : method;
    }

    @Override
    public void set(LuaValue key, LuaValue element) {
        CType target = type.target();
        LuaValue index = Indexes.integer(key);
        if (!index.isnil()) {
            long offset = position + Indexes.of(index) * elementSize();
            Access.store(ffi(), target, accessed(), offset, element);
            return;
        }
        Field field = Indexes.field(target, key);
        if (field != null) {
            Access.store(ffi(), target, field, accessed(), position, element);
            return;
        }
        setByMetatable(key, element);
    }
}
