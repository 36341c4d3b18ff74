// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaValue;

/**
 * An interpreted function that runs: where it is, for error texts and tracebacks. A list, innermost first. Compiled
 * functions that are {@linkplain Code#isNoted noted} have one too, where only the function counts.
 */
public class InterpretedFrame {

    /** The frame of the next interpreted function outwards. */
    public final @Nullable InterpretedFrame outer;

    /** The function. */
    public final Closure closure;

    /** Where it is. */
    public Place place = Place.UNKNOWN;

    /**
     * The name of a local variable that can be seen where the function is, by its number from 1; of an argument for {@code ...} by
     * its number from -1 downwards; null where there is none.
     */
    public @Nullable String localName(int number) {
        return null;
    }

    /** The value of such a variable. */
    public LuaValue local(int number) {
        return LuaValue.NIL;
    }

    /** Changes such a variable. */
    public void local(int number, LuaValue value) {}

    /** A frame on top of the others. */
    public InterpretedFrame(@Nullable InterpretedFrame outer, Closure closure) {
        this.outer = outer;
        this.closure = closure;
    }
}
