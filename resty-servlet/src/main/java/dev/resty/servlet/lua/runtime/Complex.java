// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.BinaryOperator;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A complex number: {@code 1i}. LuaJIT has no arithmetic with them either. Immutable. */
public final class Complex extends Cdata implements Cdata.Plain {

    private final double real;
    private final double imaginary;

    private Complex(double real, double imaginary) {
        this.real = real;
        this.imaginary = imaginary;
    }

    /** A number without a real part. */
    public static Complex imaginary(double imaginary) {
        return new Complex(0, imaginary);
    }

    @Override
    protected LuaValue binary(BinaryOperator operator, LuaValue left, LuaValue right) {
        if (operator == BinaryOperator.EQUAL || operator == BinaryOperator.NOT_EQUAL) {
            return valueOf(operator == BinaryOperator.NOT_EQUAL);
        }
        throw refused(operator, left, right);
    }

    @Override
    public String typeText() {
        return "complex";
    }

    @Override
    public LuaValue negative() {
        return new Complex(real, -imaginary);
    }

    @Override
    public LuaValue size() {
        throw new LuaError("attempt to get length of 'complex'");
    }

    @Override
    public LuaValue concatenation(LuaValue left, LuaValue right) {
        throw notConcatenable(left, right);
    }

    @Override
    public Varargs invoke(Varargs args) {
        throw new LuaError("'complex' is not callable");
    }

    @Override
    public LuaValue get(LuaValue key) {
        throw notIndexable(key);
    }

    @Override
    public void set(LuaValue key, LuaValue element) {
        throw notIndexable(key);
    }

    @Override
    public LuaString text() {
        String sign = imaginary < 0 || 1 / imaginary < 0 ? "" : "+";
        return LuaText.of(LuaNumbers.text(real) + sign + LuaNumbers.text(imaginary) + "i");
    }

    @Override
    public LuaValue number() {
        return NIL;
    }
}
