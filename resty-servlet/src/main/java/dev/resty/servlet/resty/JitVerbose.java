// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * The module {@code jit.v}, with which LuaJIT prints what its compiler does. Differs from OpenResty: there is no such
 * compiler ({@code jit.status()} is false), so nothing is ever printed.
 */
final class JitVerbose {

    private JitVerbose() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn("on", "v.on(outfile?)", "Begins to print traces, of which there are none.", args -> LuaValue.NONE)
                .fn("off", "v.off()", "Ends it.", args -> LuaValue.NONE)
                .fn("start", "v.start(outfile?)", "As on.", args -> LuaValue.NONE)
                .build();
    }
}
