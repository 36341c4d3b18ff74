// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.Cdata;
import dev.resty.servlet.lua.runtime.Int64;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Operators on cdata: of 64-bit integers, of pointers, and of structs through their metatable. */
final class Arithmetic {

    private Arithmetic() {}

    /** An operator with two operands, one of which at least is cdata. */
    static LuaValue apply(BinaryOperator operator, LuaValue left, LuaValue right) {
        if (operator == BinaryOperator.NOT_EQUAL) {
            return LuaValue.valueOf(!apply(BinaryOperator.EQUAL, left, right).toboolean());
        }
        if (operator == BinaryOperator.GREATER) {
            return apply(BinaryOperator.LESS, right, left);
        }
        if (operator == BinaryOperator.GREATER_OR_EQUAL) {
            return apply(BinaryOperator.LESS_OR_EQUAL, right, left);
        }
        LuaValue result = integers(operator, left, right);
        if (result == null) {
            result = pointers(operator, left, right);
        }
        return result == null ? byMetatable(operator, left, right) : result;
    }

    /** {@code -operand}. */
    static LuaValue negative(CValue operand) {
        if (isNumber(operand)) {
            boolean unsigned = isUnsigned(operand);
            return Int64.of(-bits(operand, unsigned), unsigned);
        }
        LuaValue handler = operand.metamethod("__unm");
        if (handler.isnil()) {
            throw Cdata.refused(BinaryOperator.SUBTRACT, operand, operand);
        }
        return handler.call(operand, operand);
    }

    /** The metamethod of the first operand that has one; nil where none has. */
    static LuaValue handler(String name, LuaValue left, LuaValue right) {
        LuaValue handler = of(left, name);
        return handler.isnil() ? of(right, name) : handler;
    }

    private static LuaValue of(LuaValue operand, String name) {
        if (operand instanceof CValue cdata) {
            return cdata.metamethod(name);
        }
        LuaValue metatable = operand.istable() ? operand.getmetatable() : null;
        return metatable == null ? LuaValue.NIL : metatable.rawget(LuaText.of(name));
    }

    private static @Nullable LuaValue integers(BinaryOperator operator, LuaValue left, LuaValue right) {
        LuaValue one = constant(left, right);
        LuaValue other = constant(right, left);
        if (!isNumber(one) || !isNumber(other)) {
            return null;
        }
        boolean unsigned = isUnsigned(one) || isUnsigned(other);
        return Int64.compute(operator, bits(one, unsigned), bits(other, unsigned), unsigned);
    }

    /** The value of an enum's constant that is given by name; any other operand itself. */
    private static LuaValue constant(LuaValue operand, LuaValue other) {
        if (operand instanceof LuaString name
                && other instanceof CObject object
                && object.ctype() instanceof EnumType type) {
            Integer value = type.constant(LuaText.view(name));
            return value == null ? operand : LuaValue.valueOf(value);
        }
        return operand;
    }

    private static boolean isNumber(LuaValue value) {
        return value.type() == LuaValue.TNUMBER
                || value instanceof Int64
                || value instanceof CObject object && object.ctype().isNumeric();
    }

    private static boolean isUnsigned(LuaValue value) {
        if (value instanceof CObject object) {
            return object.ctype() instanceof NumberType number && number.isLong() && number.isUnsigned();
        }
        return value instanceof Int64 integer && integer.isUnsigned();
    }

    private static long bits(LuaValue value, boolean unsigned) {
        if (value instanceof Int64 integer) {
            return integer.value();
        }
        if (value instanceof CObject object && !Conversion.isFloating(object)) {
            return Conversion.integer(object);
        }
        double number = value instanceof CObject object ? object.number().todouble() : value.todouble();
        return Int64.bits(number, unsigned);
    }

    private static @Nullable CPointer pointer(LuaValue value, LuaValue other) {
        if (value instanceof CPointer pointer) {
            return pointer;
        }
        if (value instanceof CObject object && object.ctype() instanceof ArrayType) {
            return object.pointer();
        }
        if (value.isnil() && other instanceof CValue cdata) {
            return new CPointer(cdata.ffi(), PointerType.TO_VOID, null, 0);
        }
        return null;
    }

    private static @Nullable LuaValue pointers(BinaryOperator operator, LuaValue left, LuaValue right) {
        CPointer one = pointer(left, right);
        CPointer other = pointer(right, left);
        if (one != null && other != null) {
            return ofPointers(operator, one, other);
        }
        if (one != null) {
            return moved(operator, one, right, false);
        }
        return other == null ? null : moved(operator, other, left, true);
    }

    private static @Nullable LuaValue moved(
            BinaryOperator operator, CPointer pointer, LuaValue elements, boolean swapped) {
        if (!isNumber(elements) || pointer.pointerType().target().size() < 0) {
            return null;
        }
        if (operator == BinaryOperator.ADD) {
            return pointer.plus(bits(elements, false));
        }
        return operator == BinaryOperator.SUBTRACT && !swapped ? pointer.plus(-bits(elements, false)) : null;
    }

    private static @Nullable LuaValue ofPointers(BinaryOperator operator, CPointer one, CPointer other) {
        if (operator == BinaryOperator.EQUAL) {
            return LuaValue.valueOf(isEqual(one, other));
        }
        if (!CTypes.isAlike(one.pointerType().target(), other.pointerType().target())) {
            return null;
        }
        boolean sameBlock = one.block() == other.block();
        long left = sameBlock ? one.position() : one.address();
        long right = sameBlock ? other.position() : other.address();
        return switch (operator) {
            case SUBTRACT -> {
                long size = one.pointerType().target().size();
                yield size <= 0 ? null : LuaValue.valueOf((double) ((left - right) / size));
            }
            case LESS -> LuaValue.valueOf(Long.compareUnsigned(left, right) < 0);
            case LESS_OR_EQUAL -> LuaValue.valueOf(Long.compareUnsigned(left, right) <= 0);
            default -> null;
        };
    }

    private static boolean isEqual(CPointer one, CPointer other) {
        if (one.block() == other.block()) {
            return one.position() == other.position();
        }
        // Blocks don't overlap, but a pointer may leave its own.
        return !one.isNull() && !other.isNull() && one.address() == other.address();
    }

    private static LuaValue byMetatable(BinaryOperator operator, LuaValue left, LuaValue right) {
        LuaValue handler = handler(event(operator), left, right);
        if (!handler.isnil()) {
            LuaValue result = handler.call(left, right);
            return operator.isComparison() ? LuaValue.valueOf(result.toboolean()) : result;
        }
        if (operator != BinaryOperator.EQUAL) {
            throw Cdata.refused(operator, left, right);
        }
        return LuaValue.valueOf(isSameObject(left, right));
    }

    /** Whether two structs, or a struct and a pointer, are at one address; two C types: whether they are the same. */
    private static boolean isSameObject(LuaValue left, LuaValue right) {
        if (left instanceof CTypeValue one && right instanceof CTypeValue other) {
            return one.ctype().isIdentical(other.ctype());
        }
        return isPlace(left) && isPlace(right) && ((CValue) left).address() == ((CValue) right).address();
    }

    private static boolean isPlace(LuaValue value) {
        return value instanceof CPointer
                || value instanceof CFunction
                || value instanceof CObject object && !object.ctype().isNumeric();
    }

    private static String event(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> "__add";
            case SUBTRACT -> "__sub";
            case MULTIPLY -> "__mul";
            case DIVIDE -> "__div";
            case MODULO -> "__mod";
            case POWER -> "__pow";
            case LESS, GREATER -> "__lt";
            case LESS_OR_EQUAL, GREATER_OR_EQUAL -> "__le";
            default -> "__eq";
        };
    }
}
