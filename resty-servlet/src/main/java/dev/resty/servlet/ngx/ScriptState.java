// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.runtime.Table;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;

/** What the Lua side keeps for a request, or for a run without one. */
final class ScriptState {

    private @Nullable LuaTable ctx;
    private @Nullable Set<Runnable> endActions;

    /** The arguments of the {@code set_by_lua} that runs. */
    List<String> setArguments = List.of();

    /** What the header filter that runs has given to {@code ngx.exit}. */
    @Nullable Integer filterExit;

    /** How many calls of {@code ngx.location.capture} and its like wait: the request can't be left meanwhile. */
    int capturing;

    /** Whether {@code ngx.req.init_body} has begun a body that isn't finished. */
    boolean bodyBegun;

    /** The key that {@code dict:incr} was last called for without {@code init} where there was none. */
    @Nullable String missedIncr;

    /** The state of a request; made when first asked for. */
    static ScriptState of(HttpExchange exchange) {
        if (exchange.scriptState() instanceof ScriptState state) {
            return state;
        }
        ScriptState state = new ScriptState();
        exchange.scriptState(state);
        return state;
    }

    /** Adds what {@link #end} does. */
    void atEnd(Runnable action) {
        if (endActions == null) {
            endActions = new LinkedHashSet<>();
        }
        endActions.add(action);
    }

    /** Takes back what {@link #atEnd} has added. */
    void notAtEnd(Runnable action) {
        if (endActions != null) {
            endActions.remove(action);
        }
    }

    /** Whether {@link #end} has something to do that a collection may bring forward. */
    boolean hasLeftovers() {
        return endActions != null && endActions.stream().anyMatch(Leftover.class::isInstance);
    }

    /** Does of it what is for things that are garbage. */
    void endForgotten() {
        if (endActions == null) {
            return;
        }
        for (Runnable action : List.copyOf(endActions)) {
            if (action instanceof Leftover leftover && leftover.isForgotten()) {
                endActions.remove(action);
                action.run();
            }
        }
    }

    /** Lets go of what the request, or the run without one, has left behind. Once is enough. */
    void end() {
        Set<Runnable> actions = endActions;
        endActions = null;
        if (actions != null) {
            actions.forEach(Runnable::run);
        }
    }

    /** {@code ngx.ctx}; made when first asked for. */
    LuaTable ctx() {
        LuaTable table = ctx;
        if (table == null) {
            table = new Table();
            ctx = table;
        }
        return table;
    }

    /** Replaces {@code ngx.ctx}; null clears it. */
    void ctx(@Nullable LuaTable table) {
        ctx = table;
    }
}
