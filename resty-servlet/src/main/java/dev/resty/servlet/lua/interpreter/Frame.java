// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Cell;
import dev.resty.servlet.lua.runtime.InterpretedFrame;
import dev.resty.servlet.lua.runtime.Vm;
import dev.resty.servlet.lua.syntax.Label;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The variables of a function that runs. */
final class Frame extends InterpretedFrame {

    private static final Cell[] NO_CELLS = {};

    final Vm vm;
    final InterpretedClosure function;

    /** Its local variables that no other function shares, by slot. */
    final LuaValue[] slots;

    /** Its local variables that other functions share and that change, by number. */
    final Cell[] cells;

    /** Its arguments for {@code ...}. */
    Varargs varargs = LuaValue.NONE;

    /** What it returns. */
    Varargs result = LuaValue.NONE;

    /** What a piece of {@link Suffixes} begins with. */
    LuaValue held = LuaValue.NIL;

    /** The line that the hook was told of last. */
    int line;

    /** Where a {@code goto} under way leads. */
    @Nullable Label target;

    Frame(InterpretedClosure function, Program program) {
        super(function.vm.frame, function);
        this.vm = function.vm;
        this.function = function;
        this.slots = new LuaValue[program.slots];
        this.cells = program.cells == 0 ? NO_CELLS : new Cell[program.cells];
        this.place = program.entry;
    }

    /** Numbers below 0 stand for the arguments of {@code ...}. */
    @Override
    public @Nullable String localName(int number) {
        if (number < 0) {
            return -number <= varargs.narg() ? "(*vararg)" : null;
        }
        Active active = function.program().active(place, number);
        return active == null ? null : active.name();
    }

    @Override
    public LuaValue local(int number) {
        if (number < 0) {
            return varargs.arg(-number);
        }
        Active active = function.program().active(place, number);
        Node read = active == null ? null : active.read();
        return read == null ? LuaValue.NIL : read.eval(this);
    }

    @Override
    public void local(int number, LuaValue value) {
        if (number < 0) {
            LuaValue[] changed = new LuaValue[varargs.narg()];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = i == -number - 1 ? value : varargs.arg(i + 1);
            }
            varargs = LuaValue.varargsOf(changed);
            return;
        }
        Active active = function.program().active(place, number);
        Variables.Store write = active == null ? null : active.write();
        if (write != null) {
            write.store(this, value);
        }
    }
}
