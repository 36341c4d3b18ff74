// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Place;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    private final Map<Place, Active> seen;

    Program(
            int slots,
            int cells,
            int[] parameterCells,
            boolean vararg,
            Step body,
            Place entry,
            Map<Place, Active> seen) {
        this.seen = seen;
        this.slots = slots;
        this.cells = cells;
        this.parameterCells = parameterCells;
        this.vararg = vararg;
        this.body = body;
        this.entry = entry;
    }

    /** A variable that can be seen at a place, by its number from 1; null where there is none. */
    @Nullable Active active(Place place, int number) {
        Active last = seen.get(place);
        List<Active> all = last == null ? List.of() : last.inOrder();
        return number >= 1 && number <= all.size() ? all.get(number - 1) : null;
    }
}
