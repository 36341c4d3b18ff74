// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.interpreter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A local variable that can be seen at a place, and those declared before it: for {@code debug.getlocal}.
 *
 * @param outer the variable declared before; null for the first
 * @param name its name
 * @param read what reads it; null for the hidden variables of loops
 * @param write what changes it; null for those
 */
record Active(@Nullable Active outer, String name, @Nullable Node read, Variables.@Nullable Store write) {

    /** All of them, in the order of their declaration. */
    List<Active> inOrder() {
        List<Active> all = new ArrayList<>();
        for (Active each = this; each != null; each = each.outer) {
            all.add(each);
        }
        Collections.reverse(all);
        return all;
    }
}
