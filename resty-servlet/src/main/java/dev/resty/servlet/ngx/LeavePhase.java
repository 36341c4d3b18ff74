// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Outcome;
import dev.resty.servlet.lua.Unwind;

/** Ends the Lua code of a phase: {@code ngx.exit}, {@code ngx.redirect}, {@code ngx.exec} and a jumping set_uri. */
public final class LeavePhase extends Unwind {

    private static final long serialVersionUID = 1L;

    private final transient Outcome outcome;

    /** Leaves with what comes next. */
    public LeavePhase(Outcome outcome) {
        super("phase left");
        this.outcome = outcome;
    }

    /** What comes next. */
    public Outcome outcome() {
        return outcome;
    }
}
