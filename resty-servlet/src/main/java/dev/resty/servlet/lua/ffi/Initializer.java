// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Fills new objects with the initializers that a script gives: one by one, or in a table. */
final class Initializer {

    /** The position in a table from which members are taken by name. */
    private static final int BY_NAME = -1;

    private final Ffi ffi;
    private final Block block;
    private int next;

    private Initializer(Ffi ffi, Block block) {
        this.ffi = ffi;
        this.block = block;
    }

    /**
     * Fills zeroed memory.
     *
     * @param values the initializers, from the first to the last
     */
    static void fill(Ffi ffi, CType type, Block block, Varargs values) {
        int count = values.narg();
        if (count == 0) {
            return;
        }
        if (count == 1 && !isElement(type, values.arg1())) {
            Conversion.store(ffi, type, block, 0, values.arg1(), false);
        } else if (type instanceof ArrayType array) {
            elements(ffi, array, block, values);
        } else if (type instanceof RecordType record) {
            Initializer initializer = new Initializer(ffi, block);
            initializer.members(record, 0, values);
            if (initializer.next < count) {
                throw tooMany(type);
            }
        } else {
            throw tooMany(type);
        }
    }

    /** Whether a single initializer is the first part of the object, not the object. */
    private static boolean isElement(CType type, LuaValue value) {
        if (!(type instanceof ArrayType || type instanceof RecordType)) {
            return false;
        }
        if (value.istable() || value instanceof LuaString && type instanceof ArrayType) {
            return false;
        }
        return !(value instanceof CObject object && object.ctype().isSame(type));
    }

    private static LuaError tooMany(CType type) {
        return new LuaError("too many initializers for '" + type.text() + "'");
    }

    private static void elements(Ffi ffi, ArrayType type, Block block, Varargs values) {
        long size = type.element().size();
        if (values.narg() * size > block.size()) {
            throw tooMany(type);
        }
        for (int i = 0; i < values.narg(); i++) {
            Conversion.store(ffi, type.element(), block, i * size, values.arg(i + 1), false);
        }
        if (values.narg() == 1) {
            repeat(block, 0, size, block.size());
        }
    }

    /** One element is for all. */
    private static void repeat(Block block, long offset, long size, long room) {
        for (long at = size; at < room && size > 0; at += size) {
            block.copy(offset + at, block, offset, (int) size);
        }
    }

    /** Fills an array from a table that counts from 0 or 1. */
    static void elements(Ffi ffi, ArrayType type, Block block, long offset, long room, LuaTable table) {
        long size = type.element().size();
        long at = 0;
        for (int i = 0; ; i++) {
            LuaValue value = table.rawget(i);
            if (value.isnil() && i == 0) {
                continue;
            }
            if (value.isnil()) {
                break;
            }
            if (at >= room) {
                throw tooMany(type);
            }
            Conversion.store(ffi, type.element(), block, offset + at, value, false);
            at += size;
        }
        if (at == size) {
            repeat(block, offset, size, room);
        } else if (at < room) {
            block.fill(offset + at, (int) (room - at), 0);
        }
    }

    /** Fills a struct from a table, by position or by name. */
    static void members(Ffi ffi, RecordType type, Block block, long offset, LuaTable table) {
        if (type.size() > 0) {
            block.fill(offset, (int) type.size(), 0);
        }
        new Initializer(ffi, block).members(type, offset, table);
    }

    private void members(RecordType type, long offset, LuaTable table) {
        int first = next;
        for (Field field : type.fields()) {
            long at = offset + field.offset();
            String name = field.name();
            if (name == null) {
                if (field.type() instanceof RecordType inner) {
                    members(inner, at, table);
                }
                continue;
            }
            LuaValue value = LuaValue.NIL;
            if (next >= 0) {
                value = positional(table);
                if (value.isnil() && first != 0) {
                    break;
                }
            }
            if (value.isnil()) {
                next = BY_NAME;
                value = table.rawget(LuaText.of(name));
            }
            if (!value.isnil()) {
                store(field, at, value);
                if (type.isUnion()) {
                    break;
                }
            }
        }
    }

    private LuaValue positional(LuaTable table) {
        LuaValue value = table.rawget(next);
        if (value.isnil() && next == 0) {
            next = 1;
            value = table.rawget(1);
        }
        if (!value.isnil()) {
            next++;
        }
        return value;
    }

    private void members(RecordType type, long offset, Varargs values) {
        for (Field field : type.fields()) {
            long at = offset + field.offset();
            if (field.name() == null) {
                if (field.type() instanceof RecordType inner) {
                    members(inner, at, values);
                }
                if (type.isUnion()) {
                    break;
                }
                continue;
            }
            if (next >= values.narg()) {
                break;
            }
            store(field, at, values.arg(++next));
            if (type.isUnion()) {
                break;
            }
        }
    }

    private void store(Field field, long at, LuaValue value) {
        if (field.isBitField()) {
            Access.storeBits(field, block, at, value);
        } else {
            Conversion.store(ffi, field.type(), block, at, value, false);
        }
    }
}
