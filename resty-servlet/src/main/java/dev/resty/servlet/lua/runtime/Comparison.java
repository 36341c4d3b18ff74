// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import dev.resty.servlet.lua.syntax.BinaryOperator;
import java.util.Arrays;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;

/** Comparison of what isn't two numbers. */
final class Comparison {

    private Comparison() {}

    /** Whether values that aren't one object are equal. */
    static boolean equal(LuaValue left, LuaValue right) {
        if (left instanceof LuaNumber || left instanceof LuaString) {
            return right instanceof Cdata ? cdata(BinaryOperator.EQUAL, left, right) : left.raweq(right);
        }
        if (left instanceof Cdata || right instanceof Cdata) {
            return cdata(BinaryOperator.EQUAL, left, right);
        }
        if (left instanceof LuaTable ? !(right instanceof LuaTable) : !(left instanceof LuaUserdata)) {
            return left.raweq(right);
        }
        if (left.raweq(right)) {
            return true;
        }
        if (!(left instanceof LuaTable) && !(right instanceof LuaUserdata)) {
            return false;
        }
        LuaValue handler = Metatables.common(left, right, LuaValue.EQ);
        return handler != null && Metatables.call(handler, left, right).toboolean();
    }

    static boolean less(LuaValue left, LuaValue right) {
        if (left instanceof LuaString one && right instanceof LuaString other) {
            return compare(one, other) < 0;
        }
        if (left instanceof Cdata || right instanceof Cdata) {
            return cdata(BinaryOperator.LESS, left, right);
        }
        if (left.type() == right.type()) {
            LuaValue handler = Metatables.common(left, right, LuaValue.LT);
            if (handler != null) {
                return Metatables.call(handler, left, right).toboolean();
            }
        }
        throw Failures.compare(left, right);
    }

    static boolean lessOrEqual(LuaValue left, LuaValue right) {
        if (left instanceof LuaString one && right instanceof LuaString other) {
            return compare(one, other) <= 0;
        }
        if (left instanceof Cdata || right instanceof Cdata) {
            return cdata(BinaryOperator.LESS_OR_EQUAL, left, right);
        }
        if (left.type() == right.type()) {
            LuaValue handler = Metatables.common(left, right, LuaValue.LE);
            if (handler != null) {
                return Metatables.call(handler, left, right).toboolean();
            }
            handler = Metatables.common(left, right, LuaValue.LT);
            if (handler != null) {
                return !Metatables.call(handler, right, left).toboolean();
            }
        }
        throw Failures.compare(left, right);
    }

    /** Compares bytes as unsigned: LuaJ's own comparison takes them as signed. */
    static int compare(LuaString left, LuaString right) {
        return Arrays.compareUnsigned(
                left.m_bytes,
                left.m_offset,
                left.m_offset + left.m_length,
                right.m_bytes,
                right.m_offset,
                right.m_offset + right.m_length);
    }

    private static boolean cdata(BinaryOperator operator, LuaValue left, LuaValue right) {
        return Cdata.apply(operator, left, right).toboolean();
    }
}
