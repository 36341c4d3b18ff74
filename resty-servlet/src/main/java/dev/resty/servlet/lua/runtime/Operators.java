// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * What Lua's operators do, with metamethods and LuaJIT's errors. An operator that fails finds the names of its operands
 * by the place that calls it, so callers pass none.
 *
 * <p>Arithmetic is that of doubles always; {@link #number} boxes a result. The methods here are small, so that HotSpot
 * takes them into the code that uses them; what is rare stands in classes of its own.
 */
public final class Operators {

    private Operators() {}

    /** The number as a value. Two whole numbers have the same class where they are equal, but for -0. */
    public static LuaNumber number(double number) {
        int whole = (int) number;
        if (whole == number) {
            return whole == 0 && Double.doubleToRawLongBits(number) != 0
                    ? NegativeZero.VALUE
                    : LuaInteger.valueOf(whole);
        }
        return LuaDouble.valueOf(number);
    }

    /** Whether a condition takes it for true: anything but nil and false. */
    @SuppressWarnings("ReferenceEquality")
    public static boolean isTrue(LuaValue value) {
        return value != LuaValue.NIL && value != LuaValue.FALSE && value != LuaValue.NONE;
    }

    /** {@code object[key]}. */
    public static LuaValue index(Vm vm, LuaValue object, LuaValue key) {
        if (object instanceof Table table) {
            LuaValue value = table.getAny(key);
            if (value != null) {
                return value;
            }
            if (table.metatable() == null) {
                return LuaValue.NIL;
            }
        }
        return Indexing.get(object, key);
    }

    /** {@code object.key}. */
    public static LuaValue index(Vm vm, LuaValue object, LuaString key) {
        if (object instanceof Table table) {
            LuaValue value = table.getName(key);
            if (value != null) {
                return value;
            }
            return table.metatable() == null ? LuaValue.NIL : Indexing.inherited(table, key);
        }
        return Indexing.get(object, key);
    }

    /** {@code object.key}, at a place of code. */
    @SuppressWarnings("ReferenceEquality")
    public static LuaValue index(Vm vm, LuaValue object, LuaString key, FieldSite site) {
        if (object instanceof Table table) {
            LuaValue value = table.at(key, site);
            if (value != null && value != TableHash.NUMBER) {
                return value;
            }
        }
        return FieldSearch.find(object, key, site);
    }

    /** {@code object[key]} with a key that is a number. */
    public static LuaValue index(Vm vm, LuaValue object, double key) {
        if (object instanceof Table table) {
            LuaValue value = table.getDouble(key);
            if (value != null) {
                return value;
            }
            if (table.metatable() == null) {
                return LuaValue.NIL;
            }
        }
        return Indexing.get(object, number(key));
    }

    /**
     * {@code object.key} where that is wanted as a number. NaN where it isn't one, or isn't there, or can't be told without
     * running code: then nothing has happened, and {@link #index(Vm, LuaValue, LuaString)} gives the value, which is NaN
     * where the field is.
     */
    public static double numberAt(LuaValue object, LuaString key) {
        return object instanceof Table table ? table.getNumber(key) : Double.NaN;
    }

    /** {@link #numberAt(LuaValue, LuaString)} at a place of code. */
    public static double numberAt(LuaValue object, LuaString key, FieldSite site) {
        return object instanceof Table table ? table.getNumber(key, site) : Double.NaN;
    }

    /** {@code object[key]} where that is wanted as a number; NaN as in {@link #numberAt(LuaValue, LuaString)}. */
    public static double numberAt(LuaValue object, double key) {
        return object instanceof Table table ? table.getNumber(key) : Double.NaN;
    }

    /** {@code object[key] = value}. */
    public static void setIndex(Vm vm, LuaValue object, LuaValue key, LuaValue value) {
        if (object instanceof Table table) {
            if (key instanceof LuaString name) {
                setName(table, name, value);
                return;
            }
            if (key instanceof LuaInteger integer) {
                setInt(table, integer.v, value);
                return;
            }
        }
        Indexing.set(object, key, value);
    }

    /** {@code object.key = value}. */
    public static void setIndex(Vm vm, LuaValue object, LuaString key, LuaValue value) {
        if (object instanceof Table table) {
            setName(table, key, value);
        } else {
            Indexing.set(object, key, value);
        }
    }

    /** {@code object.key = value} with a value that is a number. */
    public static void setIndex(Vm vm, LuaValue object, LuaString key, double value) {
        if (!(object instanceof Table table) || !table.changeNumber(key, value)) {
            setIndex(vm, object, key, number(value));
        }
    }

    /** {@code object.key = value}, at a place of code. */
    public static void setIndex(Vm vm, LuaValue object, LuaString key, LuaValue value, FieldSite site) {
        if (!(object instanceof Table table) || !table.changeName(key, value, site)) {
            setIndex(vm, object, key, value);
        }
    }

    /**
     * {@code object.key = value} where the field is found at once and has had numbers before; false where it isn't, and
     * nothing has happened. Calls nothing that HotSpot might take in: it would be too large then to be taken in itself.
     */
    public static boolean changeNumber(LuaValue object, LuaString key, double value, FieldSite site) {
        return object instanceof Table table && table.changeNumber(key, value, site);
    }

    /**
     * {@code object.key = value} where {@link #changeNumber} has done nothing.
     *
     * @param other the value where it is no number; else null
     */
    public static void setIndex(
            Vm vm, LuaValue object, LuaString key, double value, @Nullable LuaValue other, FieldSite site) {
        if (other != null) {
            setIndex(vm, object, key, other, site);
        } else if (!(object instanceof Table table) || !table.findNumber(key, value, site)) {
            setIndex(vm, object, key, number(value));
        }
    }

    /** {@code object[key] = value} with a key that is a number. */
    public static void setIndex(Vm vm, LuaValue object, double key, LuaValue value) {
        int whole = (int) key;
        if (whole == key && object instanceof Table table) {
            setInt(table, whole, value);
        } else {
            Indexing.set(object, number(key), value);
        }
    }

    private static void setName(Table table, LuaString key, LuaValue value) {
        if (table.metatable() == null) {
            table.putName(key, value);
        } else if (!table.changeName(key, value)) {
            Indexing.set(table, key, value);
        }
    }

    private static void setInt(Table table, int key, LuaValue value) {
        if (table.metatable() == null) {
            table.putInt(key, value);
        } else if (!table.changeInt(key, value)) {
            Indexing.set(table, LuaInteger.valueOf(key), value);
        }
    }

    /** The function that {@code object:name()} calls. */
    public static LuaValue method(Vm vm, LuaValue object, LuaString name) {
        return index(vm, object, name);
    }

    /** The function that {@code object:name()} calls, at a place of code: mostly one that the object inherits. */
    @SuppressWarnings("ReferenceEquality")
    public static LuaValue method(Vm vm, LuaValue object, LuaString name, FieldSite site) {
        if (object instanceof Table table
                && table.lacks(name)
                && table.metatable() instanceof Table handlers
                && handlers.index() instanceof Table methods) {
            LuaValue value = methods.at(name, site);
            if (value != null && value != TableHash.NUMBER) {
                return value;
            }
        }
        return FieldSearch.method(vm, object, name, site);
    }

    /** {@code left + right}. */
    public static LuaValue add(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return number(value(left) + value(right));
        }
        return Arithmetic.apply(BinaryOperator.ADD, left, right);
    }

    /** {@code left - right}. */
    public static LuaValue subtract(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return number(value(left) - value(right));
        }
        return Arithmetic.apply(BinaryOperator.SUBTRACT, left, right);
    }

    /** {@code left * right}. */
    public static LuaValue multiply(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return number(value(left) * value(right));
        }
        return Arithmetic.apply(BinaryOperator.MULTIPLY, left, right);
    }

    /** {@code left / right}. */
    public static LuaValue divide(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return number(value(left) / value(right));
        }
        return Arithmetic.apply(BinaryOperator.DIVIDE, left, right);
    }

    /** {@code left % right}. */
    public static LuaValue modulo(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return number(modulo(value(left), value(right)));
        }
        return Arithmetic.apply(BinaryOperator.MODULO, left, right);
    }

    /** {@code left ^ right}. */
    public static LuaValue power(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return number(power(value(left), value(right)));
        }
        return Arithmetic.apply(BinaryOperator.POWER, left, right);
    }

    /** {@code -operand}. */
    public static LuaValue negate(LuaValue operand) {
        return operand instanceof LuaNumber ? number(-value(operand)) : Arithmetic.negate(operand);
    }

    /** The number that a {@link LuaNumber} is. */
    private static double value(LuaValue number) {
        return number instanceof LuaInteger integer ? integer.v : number.todouble();
    }

    /** {@code left % right} of numbers. */
    public static double modulo(double left, double right) {
        return left - Math.floor(left / right) * right;
    }

    /** {@code left ^ right} of numbers. */
    public static double power(double left, double right) {
        if (right == 2) {
            return left * left;
        }
        // C's pow gives 1 here, Java's NaN.
        return left == 1 || left == -1 && Double.isInfinite(right) ? 1 : Math.pow(left, right);
    }

    /** {@code #operand}. The length of tables never is a metamethod's: {@code __len} is for other values. */
    public static LuaValue length(Vm vm, LuaValue operand) {
        if (operand instanceof LuaTable table) {
            return LuaInteger.valueOf(table instanceof Table ours ? ours.border() : table.rawlen());
        }
        if (operand instanceof LuaString string) {
            return LuaInteger.valueOf(string.m_length);
        }
        if (operand instanceof Cdata cdata) {
            try {
                return cdata.size();
            } catch (LuaError e) {
                throw Failures.here(e);
            }
        }
        LuaValue handler = Metatables.handler(operand, LuaValue.LEN);
        if (handler == null) {
            throw Failures.length(operand);
        }
        return Metatables.call(handler, operand, LuaValue.NIL);
    }

    /** {@code left .. right}. */
    public static LuaValue concat(LuaValue left, LuaValue right) {
        return left instanceof LuaString one && right instanceof LuaString other
                ? Concatenation.join(one, other)
                : Concatenation.apply(left, right);
    }

    /** A chain of {@code ..}; the array may be changed. */
    public static LuaValue concat(LuaValue[] operands) {
        return Concatenation.chain(operands);
    }

    /** {@code left == right}. */
    @SuppressWarnings("ReferenceEquality")
    public static boolean equal(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return value(left) == value(right);
        }
        return left == right || Comparison.equal(left, right);
    }

    /** {@code left < right}. */
    public static boolean less(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return value(left) < value(right);
        }
        return Comparison.less(left, right);
    }

    /** {@code left <= right}. */
    public static boolean lessOrEqual(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber && right instanceof LuaNumber) {
            return value(left) <= value(right);
        }
        return Comparison.lessOrEqual(left, right);
    }

    /** What is called where {@code value} is: itself, or a function that calls its {@code __call} with it in front. */
    public static Callable callable(LuaValue value) {
        if (value instanceof Callable function) {
            return function;
        }
        if (Metatables.handler(value, LuaValue.CALL) instanceof Callable handler) {
            return new CallMetamethod(handler, value);
        }
        if (value instanceof LuaFunction || value instanceof Cdata) {
            return new ForeignFunction(value);
        }
        throw Failures.call(value);
    }

    /** A bound or the step of a numeric {@code for}: a number, or the error that names it as {@code what}. */
    public static double forNumber(LuaValue value, String what) {
        LuaValue number = Arithmetic.number(value);
        if (number.isnil()) {
            throw Failures.error("'for' " + what + " must be a number");
        }
        return number.todouble();
    }

    /** All of {@code values} from the (zero-based) index on. */
    public static Varargs from(Varargs values, int index) {
        return values.subargs(index + 1);
    }
}
