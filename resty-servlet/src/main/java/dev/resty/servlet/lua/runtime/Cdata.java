// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * A value whose {@code type()} is {@code cdata}: a 64-bit integer ({@code 1LL}) or what {@code ffi} makes. An operator
 * with such an operand asks {@link #binary}; as a key of a table it is the object that counts, not the number.
 *
 * <p>All errors are those of LuaJIT. {@code nil == value} asks too: a null pointer equals nil.
 */
public abstract class Cdata extends LuaValue {

    /** What {@link #type} gives. */
    public static final int TCDATA = 10;

    /**
     * An operator with two operands of which at least one is cdata.
     *
     * @return a number, cdata, or what a metamethod gave; for comparisons a boolean
     */
    public static LuaValue apply(BinaryOperator operator, LuaValue left, LuaValue right) {
        Cdata one = left instanceof Cdata cdata ? cdata : (Cdata) right;
        if (one instanceof Plain && right instanceof Cdata other) {
            one = other;
        }
        try {
            return one.binary(operator, left, right);
        } catch (LuaError e) {
            throw Failures.here(e);
        }
    }

    /** Marks cdata that knows of no other kinds: another operand, if it is cdata of another kind, is asked instead. */
    public interface Plain {}

    /** An operator that this value is an operand of; see {@link #apply}. */
    protected abstract LuaValue binary(BinaryOperator operator, LuaValue left, LuaValue right);

    /** What errors call its type: {@code int64_t}. */
    public abstract String typeText();

    /** What errors about an operand call it: cdata by its C type, others by their Lua type. */
    public static String nameOf(LuaValue operand) {
        return operand instanceof Cdata cdata ? cdata.typeText() : operand.typename();
    }

    /** The error of an operator that can't be applied to these. */
    public static LuaError refused(BinaryOperator operator, LuaValue left, LuaValue right) {
        return operator.isComparison()
                ? new LuaError("attempt to compare '" + nameOf(left) + "' with '" + nameOf(right) + "'")
                : new LuaError("attempt to perform arithmetic on '" + nameOf(left) + "' and '" + nameOf(right) + "'");
    }

    /** The error of joining these. */
    public static LuaError notConcatenable(LuaValue left, LuaValue right) {
        return new LuaError("attempt to concatenate '" + nameOf(left) + "' and '" + nameOf(right) + "'");
    }

    /** The error of an index that the value hasn't. */
    protected final LuaError notIndexable(LuaValue key) {
        return key instanceof LuaString name
                ? new LuaError("'" + typeText() + "' has no member named '" + LuaText.view(name) + "'")
                : new LuaError("'" + typeText() + "' cannot be indexed with '" + nameOf(key) + "'");
    }

    /** {@code -value}. */
    public abstract LuaValue negative();

    /** {@code #value}. */
    public abstract LuaValue size();

    /** {@code left .. right}, of which this value is one. */
    public abstract LuaValue concatenation(LuaValue left, LuaValue right);

    /** {@code value(...)}. */
    @Override
    public abstract Varargs invoke(Varargs args);

    /** {@code value[key]}. */
    @Override
    public abstract LuaValue get(LuaValue key);

    /** {@code value[key] = element}. */
    @Override
    public abstract void set(LuaValue key, LuaValue element);

    /** What {@code tostring} gives. */
    public abstract LuaString text();

    /** What {@code tonumber} gives: a number, or nil. */
    public abstract LuaValue number();

    @Override
    public final int type() {
        return TCDATA;
    }

    @Override
    public final String typename() {
        return "cdata";
    }

    @Override
    public final String tojstring() {
        return LuaText.view(text());
    }

    @Override
    public final LuaValue tonumber() {
        return number();
    }

    @Override
    public final LuaValue call() {
        return invoke(NONE).arg1();
    }

    @Override
    public final LuaValue call(LuaValue a) {
        return invoke(a).arg1();
    }

    @Override
    public final LuaValue call(LuaValue a, LuaValue b) {
        return invoke(varargsOf(a, b)).arg1();
    }

    @Override
    public final LuaValue call(LuaValue a, LuaValue b, LuaValue c) {
        return invoke(varargsOf(a, b, c)).arg1();
    }

    @Override
    public final LuaValue neg() {
        return negative();
    }

    @Override
    public final LuaValue len() {
        return size();
    }

    @Override
    public final LuaValue concat(LuaValue right) {
        return concatenation(this, right);
    }

    @Override
    public final LuaValue add(LuaValue right) {
        return apply(BinaryOperator.ADD, this, right);
    }

    @Override
    public final LuaValue add(double left) {
        return apply(BinaryOperator.ADD, valueOf(left), this);
    }

    @Override
    public final LuaValue add(int left) {
        return apply(BinaryOperator.ADD, valueOf(left), this);
    }

    @Override
    public final LuaValue sub(LuaValue right) {
        return apply(BinaryOperator.SUBTRACT, this, right);
    }

    @Override
    public final LuaValue subFrom(double left) {
        return apply(BinaryOperator.SUBTRACT, valueOf(left), this);
    }

    @Override
    public final LuaValue subFrom(int left) {
        return apply(BinaryOperator.SUBTRACT, valueOf(left), this);
    }

    @Override
    public final LuaValue mul(LuaValue right) {
        return apply(BinaryOperator.MULTIPLY, this, right);
    }

    @Override
    public final LuaValue mul(double left) {
        return apply(BinaryOperator.MULTIPLY, valueOf(left), this);
    }

    @Override
    public final LuaValue mul(int left) {
        return apply(BinaryOperator.MULTIPLY, valueOf(left), this);
    }

    @Override
    public final LuaValue div(LuaValue right) {
        return apply(BinaryOperator.DIVIDE, this, right);
    }

    @Override
    public final LuaValue divInto(double left) {
        return apply(BinaryOperator.DIVIDE, valueOf(left), this);
    }

    @Override
    public final LuaValue mod(LuaValue right) {
        return apply(BinaryOperator.MODULO, this, right);
    }

    @Override
    public final LuaValue modFrom(double left) {
        return apply(BinaryOperator.MODULO, valueOf(left), this);
    }

    @Override
    public final LuaValue pow(LuaValue right) {
        return apply(BinaryOperator.POWER, this, right);
    }

    @Override
    public final LuaValue powWith(double left) {
        return apply(BinaryOperator.POWER, valueOf(left), this);
    }

    @Override
    public final LuaValue powWith(int left) {
        return apply(BinaryOperator.POWER, valueOf(left), this);
    }

    @Override
    public final LuaValue eq(LuaValue right) {
        return valueOf(eq_b(right));
    }

    @Override
    public final boolean eq_b(LuaValue right) {
        return this == right || apply(BinaryOperator.EQUAL, this, right).toboolean();
    }

    @Override
    public final LuaValue lt(LuaValue right) {
        return valueOf(lt_b(right));
    }

    @Override
    public final boolean lt_b(LuaValue right) {
        return apply(BinaryOperator.LESS, this, right).toboolean();
    }

    @Override
    public final LuaValue lteq(LuaValue right) {
        return valueOf(lteq_b(right));
    }

    @Override
    public final boolean lteq_b(LuaValue right) {
        return apply(BinaryOperator.LESS_OR_EQUAL, this, right).toboolean();
    }

    @Override
    public final boolean gt_b(double left) {
        return apply(BinaryOperator.LESS, valueOf(left), this).toboolean();
    }

    @Override
    public final boolean gt_b(int left) {
        return apply(BinaryOperator.LESS, valueOf(left), this).toboolean();
    }

    @Override
    public final boolean gteq_b(double left) {
        return apply(BinaryOperator.LESS_OR_EQUAL, valueOf(left), this).toboolean();
    }

    @Override
    public final boolean gteq_b(int left) {
        return apply(BinaryOperator.LESS_OR_EQUAL, valueOf(left), this).toboolean();
    }
}
