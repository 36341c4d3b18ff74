// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in a function's source.
 *
 * @param line the source line, from 1
 * @param tail whether it is a tail call: Lua has no frame of the caller then
 * @param left what LuaJIT calls the value that is indexed or called, or the left operand: {@code local 'x'}, {@code
 *     global 'f'}, {@code field 'y'}, {@code method 'm'}, {@code upvalue 'u'}; null where it has no name
 * @param right the same of the right operand
 * @param metamethod which metamethod an operation that is no call may run: {@code __index}, {@code __add}; null for
 *     calls. For the call of a {@code for} loop's iterator {@code (for generator)}
 * @param operands the names of all operands of a chain of {@code ..}, empty for those without one; empty for others
 */
public record Place(
        int line,
        boolean tail,
        @Nullable String left,
        @Nullable String right,
        @Nullable String metamethod,
        List<String> operands) {

    /** Nothing is known. */
    public static final Place UNKNOWN = new Place(0, false, null, null);

    /** A place that calls. */
    public Place(int line, boolean tail, @Nullable String left, @Nullable String right) {
        this(line, tail, left, right, null, List.of());
    }

    /** A place of an operation that may run a metamethod. */
    public Place(int line, @Nullable String left, @Nullable String right, @Nullable String metamethod) {
        this(line, false, left, right, metamethod, List.of());
    }

    /** The name of an operand, from 0; null where it has none. */
    public @Nullable String operand(int index) {
        if (index < operands.size()) {
            String name = operands.get(index);
            return name.isEmpty() ? null : name;
        }
        return index == 0 ? left : index == 1 ? right : null;
    }
}
