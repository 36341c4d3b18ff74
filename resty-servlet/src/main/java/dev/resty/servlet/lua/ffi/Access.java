// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Int64;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Reads and writes objects in memory. */
final class Access {

    private Access() {}

    /** The object of a type at an offset, as Lua sees it: a number, a boolean, or cdata. */
    static LuaValue load(Ffi ffi, CType type, Block block, long offset) {
        if (type instanceof NumberType number) {
            if (number.kind() == NumberType.Kind.FLOAT) {
                return LuaValue.valueOf(floating(number, block, offset));
            }
            return lua(number, integer(number, block, offset));
        }
        if (type instanceof PointerType pointer) {
            CPointer loaded = pointer(ffi, pointer, block, offset);
            return pointer.isReference() ? load(ffi, pointer.target(), loaded.accessed(), loaded.position()) : loaded;
        }
        if (type instanceof EnumType) {
            Block copy = Block.of(4);
            copy.writeInt(0, block.readInt(offset));
            return CObject.whole(ffi, type.qualified(false, false), copy);
        }
        if (type instanceof VoidType || type instanceof FunctionType) {
            throw new LuaError("size of C type is unknown or too large");
        }
        block.check(offset, Math.max(0, type.size()));
        return CObject.part(ffi, type, block, offset);
    }

    /** An integer or boolean as Lua sees it. */
    static LuaValue lua(NumberType type, long value) {
        if (type.isLong()) {
            return Int64.of(value, type.isUnsigned());
        }
        return type.kind() == NumberType.Kind.BOOL ? LuaValue.valueOf(value != 0) : LuaValue.valueOf((double) value);
    }

    /** A member of the struct at an offset. */
    static LuaValue load(Ffi ffi, CType record, Field field, Block block, long offset) {
        long at = offset + field.offset();
        CType type = qualified(record, field);
        if (!field.isBitField()) {
            return load(ffi, type, block, at);
        }
        NumberType number = type instanceof EnumType constants ? constants.underlying() : (NumberType) type;
        long unit = integer(NumberType.integer(number.bytes(), true), block, at);
        int above = 64 - field.shift() - field.width();
        long value = number.isUnsigned() ? unit << above >>> 64 - field.width() : unit << above >> 64 - field.width();
        if (type instanceof EnumType) {
            return LuaValue.valueOf((double) value);
        }
        return lua(number, value);
    }

    private static CType qualified(CType record, Field field) {
        return field.type().with(record.isConstant(), record.isVolatile());
    }

    /** Writes a member of the struct at an offset. */
    static void store(Ffi ffi, CType record, Field field, Block block, long offset, LuaValue value) {
        long at = offset + field.offset();
        CType type = qualified(record, field);
        if (!field.isBitField()) {
            store(ffi, type, block, at, value);
            return;
        }
        checkWritable(type);
        storeBits(field, block, at, value);
    }

    /** Writes a bit-field. */
    static void storeBits(Field field, Block block, long at, LuaValue value) {
        CType type = field.type();
        NumberType number = type instanceof EnumType constants ? constants.underlying() : (NumberType) type;
        NumberType unit = NumberType.integer(number.bytes(), true);
        long mask = -1L >>> 64 - field.width() << field.shift();
        long bits = Conversion.integer(number, value, false, type) << field.shift() & mask;
        writeInteger(unit, block, at, integer(unit, block, at) & ~mask | bits);
    }

    /** Writes an object that a script names; one that isn't constant. */
    static void store(Ffi ffi, CType type, Block block, long offset, LuaValue value) {
        checkWritable(type);
        if (type instanceof PointerType reference && reference.isReference()) {
            CPointer loaded = pointer(ffi, reference, block, offset);
            store(ffi, reference.target(), loaded.accessed(), loaded.position(), value);
            return;
        }
        Conversion.store(ffi, type, block, offset, value, false);
    }

    private static void checkWritable(CType type) {
        boolean constant = type.isConstant()
                || type instanceof ArrayType array && array.element().isConstant();
        if (constant) {
            throw new LuaError("attempt to write to constant location");
        }
    }

    static CPointer pointer(Ffi ffi, PointerType type, Block block, long offset) {
        long address = block.readLong(offset);
        Block target = block.target(offset);
        if (target != null
                && target.address() != 0
                && address - target.address() >= 0
                && address - target.address() <= target.size()) {
            return new CPointer(ffi, type, target, address - target.address());
        }
        return CPointer.to(ffi, type, address);
    }

    static void writePointer(Block block, long offset, CPointer pointer) {
        block.writePointer(offset, pointer.address(), pointer.block());
    }

    /** The integer or boolean at an offset, extended to 64 bits by its sign. */
    static long integer(NumberType type, Block block, long offset) {
        boolean unsigned = type.isUnsigned();
        return switch (type.bytes()) {
            case 1 -> unsigned ? block.readByte(offset) & 0xff : block.readByte(offset);
            case 2 -> unsigned ? block.readShort(offset) & 0xffff : block.readShort(offset);
            case 4 -> unsigned ? block.readInt(offset) & 0xffff_ffffL : block.readInt(offset);
            default -> block.readLong(offset);
        };
    }

    static void writeInteger(NumberType type, Block block, long offset, long value) {
        switch (type.bytes()) {
            case 1 -> block.writeByte(offset, (int) value);
            case 2 -> block.writeShort(offset, (int) value);
            case 4 -> block.writeInt(offset, (int) value);
            default -> block.writeLong(offset, value);
        }
    }

    static double floating(NumberType type, Block block, long offset) {
        return type.bytes() == 4
                ? Float.intBitsToFloat(block.readInt(offset))
                : Double.longBitsToDouble(block.readLong(offset));
    }

    static void writeFloating(NumberType type, Block block, long offset, double value) {
        if (type.bytes() == 4) {
            block.writeInt(offset, Float.floatToRawIntBits((float) value));
        } else {
            block.writeLong(offset, Double.doubleToRawLongBits(value));
        }
    }
}
