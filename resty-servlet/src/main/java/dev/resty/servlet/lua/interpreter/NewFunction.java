// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Template;
import dev.resty.servlet.lua.syntax.FunctionBody;
import org.luaj.vm2.LuaValue;

/** {@code function (...) ... end}: makes a closure. */
final class NewFunction extends Node {

    /** Where a variable of the new function is found. */
    enum Source {
        /** In a slot of the frame. */
        SLOT,
        /** In a cell of the frame. */
        CELL,
        /** Among the upvalues of the function that runs. */
        UPVALUE,
        /** It is the new function itself. */
        SELF
    }

    /** A variable of the new function. */
    record Capture(Source source, int index) {}

    private final Template template;
    private final Capture[] captures;
    private final boolean isInChunk;

    NewFunction(Template template, Capture[] captures) {
        this.template = template;
        this.captures = captures;
        FunctionBody outer = template.code().function().parent();
        this.isInChunk = outer != null && outer.parent() == null;
    }

    @Override
    LuaValue eval(Frame frame) {
        Object[] upvalues = new Object[captures.length];
        for (int i = 0; i < upvalues.length; i++) {
            Capture capture = captures[i];
            switch (capture.source) {
                case SLOT -> upvalues[i] = frame.slots[capture.index];
                case CELL -> upvalues[i] = frame.cells[capture.index];
                case UPVALUE -> upvalues[i] = frame.function.upvalues[capture.index];
                case SELF -> {
                    // Template.create finds null there.
                }
            }
        }
        Closure closure = template.create(frame.vm, frame.function.environment, upvalues);
        if (isInChunk) {
            frame.vm.closures.made(closure);
        }
        return closure;
    }
}
