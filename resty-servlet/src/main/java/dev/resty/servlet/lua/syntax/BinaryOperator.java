// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

/** An operator of two operands, but for concatenation and the short-circuit ones. */
public enum BinaryOperator {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MODULO,
    POWER,
    EQUAL,
    NOT_EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Whether it gives a boolean. */
    public boolean isComparison() {
        return ordinal() >= EQUAL.ordinal();
    }
}
