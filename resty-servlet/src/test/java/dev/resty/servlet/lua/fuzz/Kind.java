// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

/** What a variable of a generated program holds. */
enum Kind {
    NUMBER,
    STRING,
    BOOLEAN,
    /** A table of numbers at 1 and so on. */
    LIST,
    /** A table of numbers by short strings. */
    MAP,
    /** Takes numbers, gives a number. */
    FUNCTION,
    /** A table with metamethods that behaves as a number. */
    OBJECT,
    ANY
}
