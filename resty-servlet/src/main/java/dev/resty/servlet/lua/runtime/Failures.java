// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** The errors of operators, in LuaJIT's words. They name the operands as the running code does. */
final class Failures {

    private Failures() {}

    /** {@code attempt to index local 'x' (a nil value)}. */
    static LuaError index(LuaValue value) {
        return operand("index", CallStack.currentPlace().left(), value);
    }

    /** The same of a value that code doesn't name: one that an {@code __index} led to. */
    static LuaError indexUnnamed(LuaValue value) {
        return operand("index", null, value);
    }

    /** {@code attempt to call method 'm' (a nil value)}. */
    static LuaError call(LuaValue value) {
        return operand("call", CallStack.currentPlace().left(), value);
    }

    /** What is raised where a metamethod is no function; such errors have no position. */
    static LuaError callMetamethod(LuaValue handler) {
        return LuaFailure.here(LuaText.of("attempt to call a " + handler.typename() + " value"));
    }

    /** {@code attempt to perform arithmetic on field 'y' (a nil value)}: of the operand that isn't a number. */
    static LuaError arithmetic(LuaValue left, LuaValue right) {
        Place place = CallStack.currentPlace();
        return Arithmetic.isNumeric(left)
                ? operand("perform arithmetic on", place.right(), right)
                : operand("perform arithmetic on", place.left(), left);
    }

    /** {@code attempt to concatenate upvalue 's' (a nil value)}: of two neighbours of a chain. */
    static LuaError concat(LuaValue left, LuaValue right, int leftIndex) {
        Place place = CallStack.currentPlace();
        return Concatenation.isText(left)
                ? operand("concatenate", place.operand(leftIndex + 1), right)
                : operand("concatenate", place.operand(leftIndex), left);
    }

    /** {@code attempt to get length of local 'n' (a number value)}. */
    static LuaError length(LuaValue value) {
        return operand("get length of", CallStack.currentPlace().left(), value);
    }

    /** {@code attempt to compare number with nil}, {@code attempt to compare two table values}. */
    static LuaError compare(LuaValue left, LuaValue right) {
        String one = left.typename();
        String other = right.typename();
        return error(
                one.equals(other)
                        ? "attempt to compare two " + one + " values"
                        : "attempt to compare " + one + " with " + other);
    }

    /** An error of the code that runs; one of a Java function has no position. */
    static LuaError error(String message) {
        return LuaFailure.here(message);
    }

    /** An error that Java code raised for an operator, as one of the code that runs. */
    static LuaError here(LuaError error) {
        String message = error.getMessage();
        return error instanceof LuaFailure || message == null ? error : LuaFailure.here(message);
    }

    private static LuaError operand(String verb, @Nullable String name, LuaValue value) {
        String value1 = "a " + value.typename() + " value";
        return error("attempt to " + verb + " " + (name == null ? value1 : name + " (" + value1 + ")"));
    }
}
