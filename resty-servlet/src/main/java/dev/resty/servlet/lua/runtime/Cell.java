// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaValue;

/**
 * A local variable that several functions share and that changes. Belongs to one worker. A number may be kept without a
 * box: compiled code does that where a variable mostly has numbers.
 */
public final class Cell {

    private @Nullable LuaValue value;
    private double number;

    /** A variable with its first value. */
    public Cell(LuaValue value) {
        this.value = value;
    }

    /** A variable with a number as its first value. */
    public Cell(double number) {
        this.number = number;
    }

    /** Its value. */
    public LuaValue get() {
        LuaValue now = value;
        return now != null ? now : Operators.number(number);
    }

    /** Changes it. */
    public void set(LuaValue to) {
        value = to;
    }

    /** The number of a variable that the chunk gives nothing but numbers; other code may have done so all the same. */
    public double number() {
        return value == null ? number : unboxed(true);
    }

    /** Its number; NaN where it has another value. */
    public double numberOrNaN() {
        return value == null ? number : unboxed(false);
    }

    /** Takes a number that other code has put here out of its box. */
    private double unboxed(boolean certain) {
        LuaValue now = value;
        if (now instanceof LuaNumber) {
            set(TableHash.toNumber(now));
            return number;
        }
        if (certain && now != null) {
            LuaValue read = Arithmetic.number(now);
            if (read.isnil()) {
                throw Failures.error("attempt to perform arithmetic on a " + now.typename() + " value");
            }
            return read.todouble();
        }
        return Double.NaN;
    }

    /** Changes it to a number. */
    public void set(double to) {
        number = to;
        if (value != null) {
            value = null;
        }
    }

    /**
     * Changes it to a number, or to another value.
     *
     * @param other the value where it is no number; else null
     */
    public void set(double to, @Nullable LuaValue other) {
        number = to;
        value = other;
    }
}
