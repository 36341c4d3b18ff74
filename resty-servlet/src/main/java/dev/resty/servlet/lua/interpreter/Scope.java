// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Place;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LocalVariable;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the variables of a function their slots and cells. Variables of blocks that don't overlap share slots. */
final class Scope {

    private final FunctionBody function;
    private final Map<LocalVariable, Integer> numbers = new IdentityHashMap<>();
    private int slots;
    private int mostSlots;
    private int cells;
    private int mostCells;
    private @Nullable Active active;
    private final Map<Place, Active> seen = new IdentityHashMap<>();

    Scope(FunctionBody function) {
        this.function = function;
    }

    /** How far slots and cells are used: to be given to {@link #leave}. */
    record Mark(int slots, int cells, @Nullable Active active) {}

    Mark enter() {
        return new Mark(slots, cells, active);
    }

    void leave(Mark mark) {
        slots = mark.slots;
        cells = mark.cells;
        active = mark.active;
    }

    int mostSlots() {
        return mostSlots;
    }

    int mostCells() {
        return mostCells;
    }

    /** Declares a parameter, which has its own slot even where it lives in a cell; returns its cell or -1. */
    int parameter(LocalVariable variable) {
        int slot = slots++;
        mostSlots = Math.max(mostSlots, slots);
        if (!variable.needsCell()) {
            numbers.put(variable, slot);
            activate(variable);
            return -1;
        }
        declare(variable);
        return number(variable);
    }

    /** Declares a variable: what puts its first value into it. */
    Variables.Store declare(LocalVariable variable) {
        if (variable.needsCell()) {
            int cell = cells++;
            mostCells = Math.max(mostCells, cells);
            numbers.put(variable, cell);
            activate(variable);
            return new Variables.ToNewCell(cell);
        }
        int slot = slots++;
        mostSlots = Math.max(mostSlots, slots);
        numbers.put(variable, slot);
        activate(variable);
        return new Variables.ToSlot(slot);
    }

    private void activate(LocalVariable variable) {
        active = new Active(active, variable.name(), read(variable), write(variable));
    }

    /** Declares hidden variables that loops have in LuaJIT. */
    void hide(String... names) {
        for (String name : names) {
            active = new Active(active, name, null, null);
        }
    }

    /** Notes which variables can be seen at a place. */
    Place at(Place place) {
        Active now = active;
        if (now != null) {
            seen.put(place, now);
        }
        return place;
    }

    /** The variables that can be seen at the noted places. */
    Map<Place, Active> seen() {
        return seen;
    }

    Node read(LocalVariable variable) {
        if (variable.owner() == function) {
            int number = number(variable);
            return variable.needsCell() ? new Variables.OwnCell(number) : new Variables.Slot(number);
        }
        int upvalue = upvalue(variable);
        return variable.needsCell() ? new Variables.OuterCell(upvalue) : new Variables.OuterValue(upvalue);
    }

    Variables.Store write(LocalVariable variable) {
        if (variable.owner() != function) {
            return new Variables.ToOuterCell(upvalue(variable));
        }
        int number = number(variable);
        return variable.needsCell() ? new Variables.ToOwnCell(number) : new Variables.ToSlot(number);
    }

    /** How a new inner function gets its variables. */
    NewFunction.Capture[] captures(FunctionBody inner) {
        LocalVariable self = inner.self();
        return inner.upvalues().stream()
                .map(variable -> capture(variable, variable == self))
                .toArray(NewFunction.Capture[]::new);
    }

    private NewFunction.Capture capture(LocalVariable variable, boolean isSelf) {
        if (isSelf) {
            return new NewFunction.Capture(NewFunction.Source.SELF, 0);
        }
        if (variable.owner() != function) {
            return new NewFunction.Capture(NewFunction.Source.UPVALUE, upvalue(variable));
        }
        return new NewFunction.Capture(
                variable.needsCell() ? NewFunction.Source.CELL : NewFunction.Source.SLOT, number(variable));
    }

    private int number(LocalVariable variable) {
        Integer number = numbers.get(variable);
        if (number == null) {
            throw new IllegalStateException("variable " + variable + " is used before it is declared");
        }
        return number;
    }

    private int upvalue(LocalVariable variable) {
        int index = function.upvalues().indexOf(variable);
        if (index < 0) {
            throw new IllegalStateException("variable " + variable + " is no upvalue");
        }
        return index;
    }
}
