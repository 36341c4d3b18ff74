// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * Modules whose functions call C in OpenResty and have no counterpart here. They can be required, so that libraries which
 * name them load; their functions fail as upstream's do outside of the phases in which they work, or say what is missing.
 */
final class Unavailable {

    private static final String TLS = "TLS belongs to the container";

    private Unavailable() {}

    /** The modules by name. */
    static Map<String, Supplier<LuaTable>> modules() {
        Map<String, Supplier<LuaTable>> modules = new LinkedHashMap<>();
        modules.put(
                "ngx.balancer",
                () -> failing(
                        "no upstream found",
                        "get_last_failure",
                        "recreate_request",
                        "set_current_peer",
                        "set_more_tries",
                        "set_timeouts"));
        modules.put(
                "ngx.ssl.session",
                () -> failing("bad request", "get_serialized_session", "get_session_id", "set_serialized_session"));
        modules.put("ngx.ssl.clienthello", Unavailable::clientHello);
        modules.put(
                "ngx.ocsp",
                () -> missing(
                        "ngx.ocsp",
                        TLS,
                        "create_ocsp_request",
                        "get_ocsp_responder_from_der_chain",
                        "set_ocsp_status_resp",
                        "validate_ocsp_response"));
        modules.put("ngx.pipe", () -> missing("ngx.pipe", "programs can't be started", "spawn"));
        modules.put(
                "ngx.upstream",
                () -> missing(
                        "ngx.upstream",
                        "upstreams are only the configuration's",
                        "current_upstream_name",
                        "get_backup_peers",
                        "get_primary_peers",
                        "get_servers",
                        "get_upstreams",
                        "set_peer_down"));
        return modules;
    }

    /** A module whose functions give {@code nil} and a message that says what isn't there, and why. */
    static LuaTable missing(String module, String why, String... functions) {
        return missing(module, why, List.of(functions));
    }

    /** As {@link #missing(String, String, String...)}. */
    static LuaTable missing(String module, String why, List<String> functions) {
        LibraryTable table = LibraryTable.of().value("version", RestyCore.VERSION);
        for (String function : functions) {
            String message = module + "." + function + " is not available on the JVM: " + why;
            table.fn(function, "nil, err = " + function + "(...)", message, args -> Arguments.failure(message));
        }
        return table.build();
    }

    private static LuaTable failing(String message, String... functions) {
        LibraryTable table = LibraryTable.of().value("version", RestyCore.VERSION);
        for (String function : functions) {
            // The state of a failure comes first, then its code, then the message.
            boolean third = function.equals("get_last_failure");
            table.fn(
                    function,
                    "nil, err = " + function + "(...)",
                    message,
                    args -> third
                            ? LuaValue.varargsOf(LuaValue.NIL, LuaValue.NIL, LuaValue.valueOf(message))
                            : Arguments.failure(message));
        }
        return table.build();
    }

    private static LuaTable clientHello() {
        LibraryTable table = LibraryTable.of().value("version", RestyCore.VERSION);
        for (String function : List.of(
                "get_client_hello_ext", "get_client_hello_server_name", "get_supported_versions", "set_protocols")) {
            table.fn(function, function + "(...)", "There is no such phase.", args -> {
                throw new LuaError("API disabled in the current context");
            });
        }
        return table.build();
    }
}
