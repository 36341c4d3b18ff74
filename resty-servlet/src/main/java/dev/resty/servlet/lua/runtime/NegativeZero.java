// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaDouble;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * The number -0, for which LuaJ has no box: equal to 0 and the same key of a table, but 1 divided by it is -inf. Such a
 * number is never asked by an operator, only by Java code.
 */
final class NegativeZero extends LuaNumber {

    static final NegativeZero VALUE = new NegativeZero();

    private static final LuaNumber ZERO = LuaValue.ZERO;
    private static final LuaString TEXT = LuaText.of("-0");

    private NegativeZero() {}

    @Override
    public double todouble() {
        return -0.0;
    }

    @Override
    public int toint() {
        return 0;
    }

    @Override
    public long tolong() {
        return 0;
    }

    @Override
    public float tofloat() {
        return -0.0f;
    }

    @Override
    public boolean islong() {
        return true;
    }

    @Override
    public boolean isint() {
        return true;
    }

    @Override
    public double checkdouble() {
        return -0.0;
    }

    @Override
    public int checkint() {
        return 0;
    }

    @Override
    public long checklong() {
        return 0;
    }

    @Override
    public LuaInteger checkinteger() {
        return LuaInteger.valueOf(0);
    }

    @Override
    public double optdouble(double otherwise) {
        return -0.0;
    }

    @Override
    public int optint(int otherwise) {
        return 0;
    }

    @Override
    public long optlong(long otherwise) {
        return 0;
    }

    @Override
    public LuaInteger optinteger(LuaInteger otherwise) {
        return LuaInteger.valueOf(0);
    }

    @Override
    public String tojstring() {
        return "-0";
    }

    @Override
    public String optjstring(String otherwise) {
        return "-0";
    }

    @Override
    public String checkjstring() {
        return "-0";
    }

    @Override
    public LuaString strvalue() {
        return TEXT;
    }

    @Override
    public LuaString checkstring() {
        return TEXT;
    }

    @Override
    public LuaString optstring(LuaString otherwise) {
        return TEXT;
    }

    @Override
    public LuaValue tostring() {
        return TEXT;
    }

    @Override
    public int hashCode() {
        return ZERO.hashCode();
    }

    @Override
    public boolean equals(Object other) {
        return other == this || ZERO.equals(other);
    }

    @Override
    public boolean raweq(LuaValue other) {
        return other == this || ZERO.raweq(other);
    }

    @Override
    public boolean raweq(int other) {
        return other == 0;
    }

    @Override
    public boolean raweq(double other) {
        return other == 0;
    }

    @Override
    public LuaValue eq(LuaValue other) {
        return valueOf(raweq(other));
    }

    @Override
    public boolean eq_b(LuaValue other) {
        return raweq(other);
    }

    @Override
    public LuaValue neg() {
        return ZERO;
    }

    @Override
    public LuaValue add(LuaValue right) {
        return Operators.add(this, right);
    }

    @Override
    public LuaValue add(double left) {
        return Operators.number(left + -0.0);
    }

    @Override
    public LuaValue add(int left) {
        return valueOf(left);
    }

    @Override
    public LuaValue sub(LuaValue right) {
        return Operators.subtract(this, right);
    }

    @Override
    public LuaValue subFrom(double left) {
        return Operators.number(left);
    }

    @Override
    public LuaValue subFrom(int left) {
        return valueOf(left);
    }

    @Override
    public LuaValue mul(LuaValue right) {
        return Operators.multiply(this, right);
    }

    @Override
    public LuaValue mul(double left) {
        return Operators.number(left * -0.0);
    }

    @Override
    public LuaValue mul(int left) {
        return Operators.number(left * -0.0);
    }

    @Override
    public LuaValue div(LuaValue right) {
        return Operators.divide(this, right);
    }

    @Override
    public LuaValue divInto(double left) {
        return Operators.number(left / -0.0);
    }

    @Override
    public LuaValue mod(LuaValue right) {
        return Operators.modulo(this, right);
    }

    @Override
    public LuaValue modFrom(double left) {
        return LuaDouble.NAN;
    }

    @Override
    public LuaValue pow(LuaValue right) {
        return Operators.power(this, right);
    }

    @Override
    public LuaValue powWith(double left) {
        return ONE;
    }

    @Override
    public LuaValue powWith(int left) {
        return ONE;
    }

    @Override
    public LuaValue lt(LuaValue right) {
        return ZERO.lt(right);
    }

    @Override
    public boolean lt_b(LuaValue right) {
        return ZERO.lt_b(right);
    }

    @Override
    public boolean lt_b(int right) {
        return 0 < right;
    }

    @Override
    public boolean lt_b(double right) {
        return 0 < right;
    }

    @Override
    public LuaValue lteq(LuaValue right) {
        return ZERO.lteq(right);
    }

    @Override
    public boolean lteq_b(LuaValue right) {
        return ZERO.lteq_b(right);
    }

    @Override
    public boolean lteq_b(int right) {
        return 0 <= right;
    }

    @Override
    public boolean lteq_b(double right) {
        return 0 <= right;
    }

    @Override
    public boolean gt_b(int right) {
        return 0 > right;
    }

    @Override
    public boolean gt_b(double right) {
        return 0 > right;
    }

    @Override
    public boolean gteq_b(int right) {
        return 0 >= right;
    }

    @Override
    public boolean gteq_b(double right) {
        return 0 >= right;
    }
}
