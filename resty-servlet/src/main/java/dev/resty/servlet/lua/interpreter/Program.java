// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Place;

/** A function made ready to be interpreted. Immutable. */
final class Program {

    /** How many slots and cells a frame has. */
    final int slots;

    final int cells;

    /** The cell of each parameter; -1 for those that are a slot, which has the parameter's number. */
    final int[] parameterCells;

    final boolean vararg;
    final Step body;

    /** Where the function is before its first statement. */
    final Place entry;

    Program(int slots, int cells, int[] parameterCells, boolean vararg, Step body, Place entry) {
        this.slots = slots;
        this.cells = cells;
        this.parameterCells = parameterCells;
        this.vararg = vararg;
        this.body = body;
        this.entry = entry;
    }
}
