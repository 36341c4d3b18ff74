// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

/** Sets of the kinds of values that an expression can have, as bits: what is known of it before the code runs. */
final class Kinds {

    /** Nothing: the expression is never evaluated to the end. */
    static final int NONE = 0;

    static final int NIL = 1;
    static final int FALSE = 2;
    static final int TRUE = 4;

    /** A number in Lua's sense; 64-bit integers and complex numbers aren't. */
    static final int NUMBER = 8;

    static final int STRING = 16;
    static final int TABLE = 32;
    static final int FUNCTION = 64;

    /** Userdata, coroutines, cdata. */
    static final int OTHER = 128;

    static final int BOOLEAN = FALSE | TRUE;
    static final int FALSY = NIL | FALSE;
    static final int ANY = 255;
    static final int TRUTHY = ANY & ~FALSY;

    private Kinds() {}

    /** The kinds of {@code left and right}. */
    static int and(int left, int right) {
        return left & FALSY | ((left & TRUTHY) == 0 ? NONE : right);
    }

    /** The kinds of {@code left or right}. */
    static int or(int left, int right) {
        return left & TRUTHY | ((left & FALSY) == 0 ? NONE : right);
    }

    /** The kinds of arithmetic on two values: metamethods may give anything. */
    static int arithmetic(int left, int right) {
        if (left == NONE || right == NONE) {
            return NONE;
        }
        return (left | right) == NUMBER ? NUMBER : ANY;
    }
}
