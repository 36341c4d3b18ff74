// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Makes objects of C types out of Lua values. A cast allows more than an assignment. */
final class Conversion {

    private Conversion() {}

    /** Writes a value as an object of a type. */
    static void store(Ffi ffi, CType type, Block block, long offset, LuaValue value, boolean cast) {
        if (type instanceof NumberType number) {
            if (number.kind() == NumberType.Kind.FLOAT) {
                Access.writeFloating(number, block, offset, floating(value, type));
            } else {
                boolean asAddress = cast && value instanceof LuaString && number.kind() != NumberType.Kind.BOOL;
                LuaValue given = asAddress ? pointer(ffi, PointerType.TO_CONST_CHAR, value, true) : value;
                Access.writeInteger(number, block, offset, integer(number, given, cast, type));
            }
        } else if (type instanceof PointerType pointer) {
            Access.writePointer(block, offset, pointer(ffi, pointer, value, cast));
        } else if (type instanceof EnumType constants) {
            block.writeInt(offset, (int) constant(constants, value, cast));
        } else if (type instanceof ArrayType array) {
            array(ffi, array, block, offset, value);
        } else if (type instanceof RecordType record) {
            record(ffi, record, block, offset, value);
        } else {
            throw refused(value, type);
        }
    }

    /** The error of a value that doesn't fit. */
    static LuaError refused(LuaValue value, CType type) {
        return new LuaError(refusal(value, type));
    }

    /** Its text. */
    static String refusal(LuaValue value, CType type) {
        return "cannot convert '" + Cdata.nameOf(value) + "' to '" + type.text() + "'";
    }

    private static long constant(EnumType type, LuaValue value, boolean cast) {
        if (!(value instanceof LuaString name)) {
            return integer(type.underlying(), value, cast, type);
        }
        Integer constant = type.constant(LuaText.view(name));
        if (constant == null) {
            throw refused(value, type);
        }
        return constant;
    }

    /** A value as an integer or boolean type has it, extended to 64 bits by its sign. */
    static long integer(NumberType type, LuaValue value, boolean cast, CType named) {
        if (value instanceof Int64 integer) {
            return CConstant.cut(integer.value(), type);
        }
        if (value.type() == LuaValue.TNUMBER) {
            return cut(value.todouble(), type);
        }
        if (value.isboolean()) {
            return value.toboolean() ? 1 : 0;
        }
        if (value instanceof CObject object && object.ctype().isNumeric()) {
            if (isFloating(object)) {
                return cut(object.number().todouble(), type);
            }
            return CConstant.cut(integer(object), type);
        }
        if (cast && type.kind() != NumberType.Kind.BOOL) {
            return CConstant.cut(address(value, named), type);
        }
        throw refused(value, named);
    }

    private static long address(LuaValue value, CType named) {
        if (value.isnil()) {
            return 0;
        }
        if (value instanceof CPointer || value instanceof CFunction) {
            return ((CValue) value).address();
        }
        if (value instanceof CObject object && object.ctype() instanceof ArrayType) {
            return object.address();
        }
        throw refused(value, named);
    }

    /** Whether a number of C is a floating-point one. */
    static boolean isFloating(CObject object) {
        return object.ctype() instanceof NumberType number && number.kind() == NumberType.Kind.FLOAT;
    }

    /** The value of an integer of C. */
    static long integer(CObject object) {
        NumberType type =
                object.ctype() instanceof EnumType constants ? constants.underlying() : (NumberType) object.ctype();
        return Access.integer(type, object.block(), object.offset());
    }

    /** A number cut to an integer type, as the processor does it. */
    private static long cut(double number, NumberType type) {
        if (type.kind() == NumberType.Kind.BOOL) {
            return number != 0 ? 1 : 0;
        }
        if (type.bytes() == 8) {
            return Int64.bits(number, type.isUnsigned());
        }
        if (type.bytes() == 4 && type.isUnsigned()) {
            return Int64.bits(number, false) & 0xffff_ffffL;
        }
        double whole = number < 0 ? Math.ceil(number) : Math.floor(number);
        int word = whole >= Integer.MIN_VALUE && whole <= Integer.MAX_VALUE ? (int) whole : Integer.MIN_VALUE;
        return CConstant.cut(word, type);
    }

    private static double floating(LuaValue value, CType named) {
        if (value instanceof Int64 integer) {
            return Int64.number(integer.value(), integer.isUnsigned());
        }
        if (value.type() == LuaValue.TNUMBER) {
            return value.todouble();
        }
        if (value.isboolean()) {
            return value.toboolean() ? 1 : 0;
        }
        if (value instanceof CObject object && object.ctype().isNumeric()) {
            return object.number().todouble();
        }
        throw refused(value, named);
    }

    /** A value as a pointer. */
    static CPointer pointer(Ffi ffi, PointerType type, LuaValue value, boolean cast) {
        CType target = type.target();
        if (value.isnil()) {
            return new CPointer(ffi, type, null, 0);
        }
        if (value instanceof CPointer pointer) {
            if (!cast && !CTypes.isAssignable(target, pointer.pointerType().target())) {
                throw refused(value, type);
            }
            return pointer.as(type);
        }
        if (value instanceof CObject object && !object.ctype().isNumeric()) {
            CPointer pointer = object.pointer();
            boolean fits = cast || isAssignable(target, object.ctype());
            if (!fits) {
                throw refused(value, type);
            }
            return pointer.as(type);
        }
        if (value instanceof LuaString string) {
            if (!cast && !CTypes.isAssignable(target, PointerType.TO_CONST_CHAR.target())) {
                throw refused(value, type);
            }
            return new CPointer(ffi, type, Block.of(string), 0);
        }
        CFunction function = function(ffi, target, value);
        if (function != null) {
            return new CPointer(ffi, type, function.block(), 0);
        }
        if (cast && isNumber(value)) {
            return CPointer.to(ffi, type, integer(NumberType.LONG, value, true, type));
        }
        throw refused(value, type);
    }

    private static boolean isAssignable(CType target, CType given) {
        return CTypes.isAssignable(target, given instanceof ArrayType array ? array.element() : given);
    }

    private static boolean isNumber(LuaValue value) {
        return value.type() == LuaValue.TNUMBER || value.isboolean() || value instanceof Cdata;
    }

    private static @Nullable CFunction function(Ffi ffi, CType target, LuaValue value) {
        if (value instanceof CFunction function && (target instanceof FunctionType || target instanceof VoidType)) {
            return function;
        }
        return value instanceof LuaFunction body && target instanceof FunctionType type
                ? CFunction.callback(ffi, type, body)
                : null;
    }

    private static void array(Ffi ffi, ArrayType type, Block block, long offset, LuaValue value) {
        long room = type.count() < 0 ? block.size() - offset : type.size();
        if (value instanceof LuaTable table) {
            Initializer.elements(ffi, type, block, offset, room, table);
            return;
        }
        if (value instanceof LuaString string
                && type.element() instanceof NumberType number
                && number.bytes() == 1
                && number.isInteger()) {
            int count = (int) Math.min(string.m_length + 1L, room);
            block.copy(offset, Block.of(string), 0, count);
            return;
        }
        if (value instanceof CObject object
                && object.ctype() instanceof ArrayType given
                && given.element().isSame(type.element())
                && object.bytes() == room) {
            block.copy(offset, object.block(), object.offset(), (int) room);
            return;
        }
        throw refused(value, type);
    }

    private static void record(Ffi ffi, RecordType type, Block block, long offset, LuaValue value) {
        if (value instanceof LuaTable table) {
            Initializer.members(ffi, type, block, offset, table);
        } else if (value instanceof CObject object && object.ctype().isSame(type)) {
            block.copy(offset, object.block(), object.offset(), (int) Math.max(object.bytes(), type.size()));
        } else {
            throw refused(value, type);
        }
    }
}
