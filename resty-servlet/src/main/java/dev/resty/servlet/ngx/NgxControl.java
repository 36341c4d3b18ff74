// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Outcome;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that leave a phase. */
final class NgxControl {

    private NgxControl() {}

    static Binding binding() {
        return Binding.table()
                .fn("exit", "ngx.exit(status)", Phases.EXIT, "Ends the phase or the request.", NgxControl::exit)
                .fn(
                        "redirect",
                        "ngx.redirect(uri, status?)",
                        Phases.OUTPUT,
                        "Answers with a redirect.",
                        NgxControl::redirect)
                .fn("exec", "ngx.exec(uri, args?)", Phases.OUTPUT, "Redirects internally.", NgxControl::exec);
    }

    private static Varargs exit(NgxContext ngx, Varargs args) {
        throw new LeavePhase(Outcome.exit(args.checkint(1)));
    }

    private static Varargs redirect(NgxContext ngx, Varargs args) {
        if (args.narg() != 1 && args.narg() != 2) {
            throw new LuaError("expecting one or two arguments");
        }
        throw new LeavePhase(Outcome.redirect(LuaText.of(args.checkstring(1)), args.optint(2, 302)));
    }

    private static Varargs exec(NgxContext ngx, Varargs args) {
        LuaValue query = args.arg(2);
        throw new LeavePhase(Outcome.exec(LuaText.of(args.checkstring(1)), query.isnil() ? null : LuaText.of(query)));
    }
}
