// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * What Lua's operators do, with metamethods and LuaJIT's errors. An operator that fails finds the names of its operands
 * by the place that calls it, so callers pass none.
 */
public final class Operators {

    private Operators() {}

    /** {@code object[key]}. */
    public static LuaValue index(Vm vm, LuaValue object, LuaValue key) {
        return object.get(key);
    }

    /** {@code object.key}. */
    public static LuaValue index(Vm vm, LuaValue object, LuaString key) {
        return object.get(key);
    }

    /** {@code object[key]} with a key that is a number. */
    public static LuaValue index(Vm vm, LuaValue object, double key) {
        return object.get(LuaValue.valueOf(key));
    }

    /** {@code object[key] = value}. */
    public static void setIndex(Vm vm, LuaValue object, LuaValue key, LuaValue value) {
        object.set(key, value);
    }

    /** {@code object.key = value}. */
    public static void setIndex(Vm vm, LuaValue object, LuaString key, LuaValue value) {
        object.set(key, value);
    }

    /** {@code object[key] = value} with a key that is a number. */
    public static void setIndex(Vm vm, LuaValue object, double key, LuaValue value) {
        object.set(LuaValue.valueOf(key), value);
    }

    /** The function that {@code object:name()} calls. */
    public static LuaValue method(Vm vm, LuaValue object, LuaString name) {
        return index(vm, object, name);
    }

    /** {@code left + right}. */
    public static LuaValue add(LuaValue left, LuaValue right) {
        return left.add(right);
    }

    /** {@code left - right}. */
    public static LuaValue subtract(LuaValue left, LuaValue right) {
        return left.sub(right);
    }

    /** {@code left * right}. */
    public static LuaValue multiply(LuaValue left, LuaValue right) {
        return left.mul(right);
    }

    /** {@code left / right}. */
    public static LuaValue divide(LuaValue left, LuaValue right) {
        return left.div(right);
    }

    /** {@code left % right}. */
    public static LuaValue modulo(LuaValue left, LuaValue right) {
        return left.mod(right);
    }

    /** {@code left ^ right}. */
    public static LuaValue power(LuaValue left, LuaValue right) {
        return left.pow(right);
    }

    /** {@code -operand}. */
    public static LuaValue negate(LuaValue operand) {
        return operand.neg();
    }

    /** {@code left % right} of numbers. */
    public static double modulo(double left, double right) {
        return left - Math.floor(left / right) * right;
    }

    /** {@code left ^ right} of numbers. */
    public static double power(double left, double right) {
        return Math.pow(left, right);
    }

    /** {@code #operand}. */
    public static LuaValue length(Vm vm, LuaValue operand) {
        return operand.len();
    }

    /** {@code left .. right}. */
    public static LuaValue concat(LuaValue left, LuaValue right) {
        return left.concat(right);
    }

    /** A chain of {@code ..}; the array may be changed. */
    public static LuaValue concat(LuaValue[] operands) {
        LuaValue result = operands[operands.length - 1];
        for (int i = operands.length - 2; i >= 0; i--) {
            result = concat(operands[i], result);
        }
        return result;
    }

    /** {@code left == right}. */
    public static boolean equal(LuaValue left, LuaValue right) {
        return left.eq_b(right);
    }

    /** {@code left < right}. */
    public static boolean less(LuaValue left, LuaValue right) {
        return left.lt_b(right);
    }

    /** {@code left <= right}. */
    public static boolean lessOrEqual(LuaValue left, LuaValue right) {
        return left.lteq_b(right);
    }

    /** What is called where {@code value} is: itself, or a function that calls its {@code __call} with it in front. */
    public static Callable callable(LuaValue value) {
        if (value instanceof Callable function) {
            return function;
        }
        if (value.metatag(LuaValue.CALL) instanceof Callable handler) {
            return new CallMetamethod(handler, value);
        }
        String name = CallStack.currentPlace().left();
        throw LuaFailure.here("attempt to call " + (name == null ? "a " : name + " (a ") + value.typename() + " value"
                + (name == null ? "" : ")"));
    }

    /** A bound or the step of a numeric {@code for}: a number, or the error that names it. */
    public static double forNumber(LuaValue value, String what) {
        return value.checkdouble();
    }

    /** All of {@code values} from the (zero-based) index on. */
    public static Varargs from(Varargs values, int index) {
        return values.subargs(index + 1);
    }
}
