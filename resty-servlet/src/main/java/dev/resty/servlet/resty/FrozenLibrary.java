// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.ngx.FrozenTable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.frozen}, which OpenResty hasn't: tables that all workers share without copying, as values of a
 * shared dict in the heap.
 */
final class FrozenLibrary {

    private FrozenLibrary() {}

    static LuaTable module() {
        return LibraryTable.of()
                .fn("new", "frozen = frozen.new(table)", "A copy that nothing changes.", FrozenLibrary::freeze)
                .fn(
                        "is_frozen",
                        "yes = frozen.is_frozen(value)",
                        "Whether a value is such a table.",
                        args -> LuaValue.valueOf(args.arg1() instanceof FrozenTable))
                .build();
    }

    private static Varargs freeze(Varargs args) {
        if (args.arg1() instanceof LuaTable table) {
            return FrozenTable.of(table);
        }
        throw Arguments.expected("table", args, 1, "new");
    }
}
