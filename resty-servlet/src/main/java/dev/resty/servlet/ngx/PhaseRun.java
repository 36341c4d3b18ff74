// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.AfterCollection;
import org.jspecify.annotations.Nullable;

/** What a run of Lua code is for: the owner that the ngx API gives to {@code Worker.run}. */
public final class PhaseRun implements AfterCollection {

    private final Phase phase;
    private final @Nullable HttpExchange exchange;
    private final ScriptState script;

    /**
     * A run of a phase.
     *
     * @param phase the phase
     * @param exchange the request; null in init, init_worker, exit_worker and timers
     */
    public PhaseRun(Phase phase, @Nullable HttpExchange exchange) {
        this.phase = phase;
        this.exchange = exchange;
        this.script = exchange == null ? new ScriptState() : ScriptState.of(exchange);
    }

    /** The phase. */
    public Phase phase() {
        return phase;
    }

    /** The request; null in init, init_worker, exit_worker and timers. */
    public @Nullable HttpExchange exchange() {
        return exchange;
    }

    /**
     * Has something done when the request ends, or, where there is none, the timer: what a script has left behind is
     * released. May be called by any thread then; must not throw.
     *
     * @param action is kept once, by {@code equals}; a {@link Leftover} may be run earlier
     */
    public void atEnd(Runnable action) {
        script.atEnd(action);
    }

    /** Takes back what {@link #atEnd} was given in this request. */
    public void notAtEnd(Runnable action) {
        script.notAtEnd(action);
    }

    @Override
    public boolean awaitsCollection() {
        return script.hasLeftovers();
    }

    @Override
    public void collected() {
        script.endForgotten();
    }

    /** What the Lua side keeps for the request, or for this run. */
    ScriptState script() {
        return script;
    }
}
