// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import org.jspecify.annotations.Nullable;

/**
 * A member of a struct or union.
 *
 * @param name null for a nameless struct or union, whose members count as its owner's
 * @param type its type
 * @param offset of its first byte, or of the integer that its bits are in
 * @param shift for a bit-field, how many bits of the integer are below it
 * @param width for a bit-field, how many bits it has; else 0
 */
record Field(@Nullable String name, CType type, long offset, int shift, int width) {

    boolean isBitField() {
        return width > 0;
    }

    /** The same with an offset from the start of an outer struct. */
    Field within(long outerOffset, boolean isConst, boolean asVolatile) {
        return new Field(name, type.with(isConst, asVolatile), outerOffset + offset, shift, width);
    }
}
