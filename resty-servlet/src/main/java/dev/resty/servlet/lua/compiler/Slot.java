// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

/**
 * Where a local variable is while its function runs.
 *
 * @param index the JVM's local variable
 * @param kind what is in it
 * @param shared whether the index is one of the arrays of a {@link Division} instead; never of a pair
 */
record Slot(int index, Kind kind, boolean shared) {

    /** A variable of the JVM. */
    Slot(int index, Kind kind) {
        this(index, kind, false);
    }

    /** What a JVM variable holds. */
    enum Kind {
        /** The value. */
        VALUE,
        /** A {@link dev.resty.servlet.lua.runtime.Cell}. */
        CELL,
        /** A double, as the value is a number all its life. */
        NUMBER,
        /** A double and, in the variable after it, the value where it isn't a number, else null. */
        PAIR
    }

    /** The JVM variable with the value of a pair that isn't a number. */
    int other() {
        return index + 2;
    }
}
