// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Cell;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Place;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Reading what has a name, and constants. */
final class Variables {

    private Variables() {}

    /** A value that is always the same. */
    static final class Constant extends Node {

        private final LuaValue value;

        Constant(LuaValue value) {
            this.value = value;
        }

        @Override
        LuaValue eval(Frame frame) {
            return value;
        }
    }

    /** A local variable. */
    static final class Slot extends Node {

        private final int slot;

        Slot(int slot) {
            this.slot = slot;
        }

        @Override
        LuaValue eval(Frame frame) {
            return frame.slots[slot];
        }
    }

    /** A local variable that inner functions share. */
    static final class OwnCell extends Node {

        private final int cell;

        OwnCell(int cell) {
            this.cell = cell;
        }

        @Override
        LuaValue eval(Frame frame) {
            return frame.cells[cell].get();
        }

        @Override
        boolean isReadLate() {
            return true;
        }
    }

    /** A variable of an outer function that changes. */
    static final class OuterCell extends Node {

        private final int upvalue;

        OuterCell(int upvalue) {
            this.upvalue = upvalue;
        }

        @Override
        LuaValue eval(Frame frame) {
            return ((Cell) frame.function.upvalues[upvalue]).get();
        }
    }

    /** A variable of an outer function that doesn't change. */
    static final class OuterValue extends Node {

        private final int upvalue;

        OuterValue(int upvalue) {
            this.upvalue = upvalue;
        }

        @Override
        LuaValue eval(Frame frame) {
            return (LuaValue) frame.function.upvalues[upvalue];
        }
    }

    /** {@code ...}. */
    static final class Rest extends Node {

        @Override
        LuaValue eval(Frame frame) {
            return frame.varargs.arg1();
        }

        @Override
        Varargs all(Frame frame) {
            return frame.varargs;
        }
    }

    /** A global variable. */
    static final class Global extends Node {

        private final LuaString name;
        private final Place place;

        Global(LuaString name, Place place) {
            this.name = name;
            this.place = place;
        }

        @Override
        LuaValue eval(Frame frame) {
            frame.place = place;
            return Operators.index(frame.vm, frame.function.environment, name);
        }
    }

    /** Puts a value into a slot, a cell. */
    abstract static class Store {

        abstract void store(Frame frame, LuaValue value);
    }

    /** Declares or changes a variable in a slot. */
    static final class ToSlot extends Store {

        private final int slot;

        ToSlot(int slot) {
            this.slot = slot;
        }

        @Override
        void store(Frame frame, LuaValue value) {
            frame.slots[slot] = value;
        }
    }

    /** Declares a variable that inner functions share. */
    static final class ToNewCell extends Store {

        private final int cell;

        ToNewCell(int cell) {
            this.cell = cell;
        }

        @Override
        void store(Frame frame, LuaValue value) {
            frame.cells[cell] = new Cell(value);
        }
    }

    /** Changes a variable that inner functions share. */
    static final class ToOwnCell extends Store {

        private final int cell;

        ToOwnCell(int cell) {
            this.cell = cell;
        }

        @Override
        void store(Frame frame, LuaValue value) {
            frame.cells[cell].set(value);
        }
    }

    /** Changes a variable of an outer function. */
    static final class ToOuterCell extends Store {

        private final int upvalue;

        ToOuterCell(int upvalue) {
            this.upvalue = upvalue;
        }

        @Override
        void store(Frame frame, LuaValue value) {
            ((Cell) frame.function.upvalues[upvalue]).set(value);
        }
    }

    /** Sets a global variable. */
    static final class ToGlobal extends Store {

        private final LuaString name;
        private final Place place;

        ToGlobal(LuaString name, Place place) {
            this.name = name;
            this.place = place;
        }

        @Override
        void store(Frame frame, LuaValue value) {
            frame.place = place;
            Operators.setIndex(frame.vm, frame.function.environment, name, value);
        }
    }
}
