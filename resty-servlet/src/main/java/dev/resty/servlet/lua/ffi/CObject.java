// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** An object in memory: a struct, an array, or a number of C that is cdata. Either one of its own or a part of another. */
final class CObject extends CValue {

    private final Block block;
    private final long offset;
    private final boolean part;

    private CObject(Ffi ffi, CType type, Block block, long offset, boolean part) {
        super(ffi, type);
        this.block = block;
        this.offset = offset;
        this.part = part;
    }

    /** An object that is the whole block. */
    static CObject whole(Ffi ffi, CType type, Block block) {
        return new CObject(ffi, type, block, 0, false);
    }

    /** A part of another object. */
    static CObject part(Ffi ffi, CType type, Block block, long offset) {
        return new CObject(ffi, type, block, offset, true);
    }

    Block block() {
        return block;
    }

    long offset() {
        return offset;
    }

    /** Its size in bytes, which those of variable length have for themselves. */
    long bytes() {
        long known = ctype().size();
        boolean variable = ctype() instanceof ArrayType array && array.count() < 0
                || ctype() instanceof RecordType record && record.isVariable();
        return variable ? block.size() - offset : known;
    }

    /** A pointer to it, or to its first element. */
    CPointer pointer() {
        CType target = ctype() instanceof ArrayType array ? array.element() : ctype();
        return new CPointer(ffi(), new PointerType(target), block, offset);
    }

    @Override
    long address() {
        return ffi().addresses().addressOf(block) + offset;
    }

    @Override
    public LuaValue get(LuaValue key) {
        if (ctype() instanceof ArrayType array) {
            LuaValue index = Indexes.integer(key);
            if (!index.isnil()) {
                CType element = array.element();
                return Access.load(ffi(), element, block, offset + Indexes.of(index) * element.size());
            }
        }
        Field field = Indexes.field(ctype(), key);
        if (field != null) {
            return Access.load(ffi(), ctype(), field, block, offset);
        }
        return byMetatable(key);
    }

    @Override
    public void set(LuaValue key, LuaValue element) {
        if (ctype() instanceof ArrayType array) {
            LuaValue index = Indexes.integer(key);
            if (!index.isnil()) {
                CType stored = array.element();
                Access.store(ffi(), stored, block, offset + Indexes.of(index) * stored.size(), element);
                return;
            }
        }
        Field field = Indexes.field(ctype(), key);
        if (field != null) {
            Access.store(ffi(), ctype(), field, block, offset, element);
            return;
        }
        setByMetatable(key, element);
    }

    @Override
    String shownType() {
        return part ? PointerType.reference(ctype()).text() : typeText();
    }

    @Override
    public LuaString text() {
        if (ctype() instanceof EnumType) {
            return LuaText.of("cdata<" + typeText() + ">: " + number().tojstring());
        }
        return super.text();
    }

    /** A number of C as a Lua number; nil for others. */
    @Override
    public LuaValue number() {
        if (ctype() instanceof EnumType constants) {
            return LuaValue.valueOf((double) Access.integer(constants.underlying(), block, offset));
        }
        if (ctype() instanceof NumberType number) {
            return number.kind() == NumberType.Kind.FLOAT
                    ? LuaValue.valueOf(Access.floating(number, block, offset))
                    : LuaValue.valueOf((double) Access.integer(number, block, offset));
        }
        return NIL;
    }
}
