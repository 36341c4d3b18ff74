// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** An expression that can be evaluated. Shared by all workers; what changes is in the {@link Frame}. */
abstract class Node {

    /** Its first value, or nil. */
    abstract LuaValue eval(Frame frame);

    /** All its values. */
    Varargs all(Frame frame) {
        return eval(frame);
    }

    /** Whether its value is true for an {@code if}. */
    boolean test(Frame frame) {
        return eval(frame).toboolean();
    }

    /**
     * Whether LuaJIT reads it where it is used rather than where it stands: a local variable that calls in the operands
     * after it can change.
     */
    boolean isReadLate() {
        return false;
    }
}
