// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.util.Map;
import java.util.function.Supplier;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;

/** Modules that call functions of C in OpenResty and have no counterpart here: requiring one is an error that says so. */
final class Unavailable {

    /** The modules, and why they aren't there. */
    static final Map<String, String> MODULES = Map.of(
            "ngx.balancer", "there is no balancer phase",
            "ngx.ocsp", "TLS belongs to the container",
            "ngx.pipe", "programs can't be started",
            "ngx.ssl", "TLS belongs to the container",
            "ngx.ssl.clienthello", "TLS belongs to the container",
            "ngx.ssl.session", "TLS belongs to the container",
            "ngx.upstream", "the peers of upstreams can't be changed");

    private Unavailable() {}

    /** A module that raises the error. */
    static Supplier<LuaValue> module(String name, String why) {
        return () -> {
            throw new LuaError("module '" + name + "' is not available on the JVM: " + why);
        };
    }
}
