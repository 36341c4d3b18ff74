// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import org.luaj.vm2.LuaError;

/** What OpenResty writes to the error log when Lua code ends with an error. */
final class LuaFailure {

    private LuaFailure() {}

    /** The entry for an error in a phase. */
    static String logEntry(Phase phase, LuaError error) {
        String message = error.getMessage();
        if (phase.yieldable()) {
            return "lua entry thread aborted: runtime error: " + message;
        }
        return switch (phase) {
            case INIT, INIT_WORKER, EXIT_WORKER -> phase.luaName() + "_by_lua error: " + message;
            default -> "failed to run " + phase.contextName() + ": " + message;
        };
    }
}
