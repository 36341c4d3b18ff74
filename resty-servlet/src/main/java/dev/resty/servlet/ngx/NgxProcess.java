// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.phase.Phase;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code ngx.process}.
 *
 * <p>Differs from OpenResty: master and workers are one process, there is no privileged agent, and Lua code can't end the
 * process.
 */
final class NgxProcess {

    private NgxProcess() {}

    static Binding module() {
        return Binding.table()
                .fn(
                        "type",
                        "type = process.type()",
                        Phases.ALL,
                        "What runs the code: master in init, else worker.",
                        (ngx, args) -> LuaText.of(ngx.phase() == Phase.INIT ? "master" : "worker"))
                .fn(
                        "get_master_pid",
                        "pid = process.get_master_pid()",
                        Phases.ALL,
                        "The process's number.",
                        (ngx, args) -> LuaValue.valueOf(
                                (double) ProcessHandle.current().pid()))
                .fn(
                        "enable_privileged_agent",
                        "ok, err = process.enable_privileged_agent(connections?)",
                        Phases.ALL,
                        "Fails: there is no privileged agent.",
                        NgxProcess::agent)
                .fn(
                        "signal_graceful_exit",
                        "ok, err = process.signal_graceful_exit()",
                        Phases.ALL,
                        "Fails: the container ends the process.",
                        (ngx, args) -> Arguments.failure("not available in a servlet container"));
    }

    private static Varargs agent(NgxContext ngx, Varargs args) {
        return Arguments.failure(
                ngx.phase() == Phase.INIT
                        ? "not available in a servlet container"
                        : "API disabled in the current context");
    }
}
