// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** Arithmetic on what isn't two numbers: strings that are numbers, cdata, metamethods. */
final class Arithmetic {

    private Arithmetic() {}

    /** The result for any operands. */
    static LuaValue apply(BinaryOperator operator, LuaValue left, LuaValue right) {
        if (left instanceof Cdata || right instanceof Cdata) {
            return Cdata.apply(operator, left, right);
        }
        LuaValue one = number(left);
        LuaValue other = number(right);
        if (!one.isnil() && !other.isnil()) {
            return Operators.number(apply(operator, one.todouble(), other.todouble()));
        }
        LuaString event = event(operator);
        LuaValue handler = Metatables.handler(left, event);
        if (handler == null) {
            handler = Metatables.handler(right, event);
        }
        if (handler == null) {
            throw Failures.arithmetic(left, right);
        }
        return Metatables.call(handler, left, right);
    }

    static LuaValue negate(LuaValue operand) {
        if (operand instanceof Cdata cdata) {
            return cdata.negative();
        }
        LuaValue number = number(operand);
        if (!number.isnil()) {
            return Operators.number(-number.todouble());
        }
        LuaValue handler = Metatables.handler(operand, LuaValue.UNM);
        if (handler == null) {
            throw Failures.arithmetic(operand, operand);
        }
        return Metatables.call(handler, operand, operand);
    }

    /** Whether arithmetic takes it for a number. */
    static boolean isNumeric(LuaValue value) {
        return !number(value).isnil();
    }

    /** The number that a value is, or that a string reads as; else nil. */
    static LuaValue number(LuaValue value) {
        if (value instanceof LuaNumber) {
            return value;
        }
        return value instanceof LuaString string ? LuaNumbers.parse(string) : LuaValue.NIL;
    }

    private static double apply(BinaryOperator operator, double left, double right) {
        return switch (operator) {
            case ADD -> left + right;
            case SUBTRACT -> left - right;
            case MULTIPLY -> left * right;
            case DIVIDE -> left / right;
            case MODULO -> Operators.modulo(left, right);
            case POWER -> Operators.power(left, right);
            default -> throw new IllegalArgumentException(operator.name());
        };
    }

    private static LuaString event(BinaryOperator operator) {
        return switch (operator) {
            case ADD -> LuaValue.ADD;
            case SUBTRACT -> LuaValue.SUB;
            case MULTIPLY -> LuaValue.MUL;
            case DIVIDE -> LuaValue.DIV;
            case MODULO -> LuaValue.MOD;
            case POWER -> LuaValue.POW;
            default -> throw new IllegalArgumentException(operator.name());
        };
    }
}
