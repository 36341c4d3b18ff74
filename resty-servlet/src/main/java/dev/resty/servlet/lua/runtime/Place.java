// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A place in a function's source.
 *
 * @param line the source line, from 1
 * @param tail whether it is a tail call: Lua has no frame of the caller then
 * @param left what LuaJIT calls the value that is indexed or called, or the left operand: {@code local 'x'}, {@code
 *     global 'f'}, {@code field 'y'}, {@code method 'm'}, {@code upvalue 'u'}; null where it has no name
 * @param right the same of the right operand
 */
public record Place(
        int line,
        boolean tail,
        @Nullable String left,
        @Nullable String right) {

    /** Nothing is known. */
    public static final Place UNKNOWN = new Place(0, false, null, null);
}
