// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.config}: which nginx and which ngx_lua this behaves as, and what it has beyond them. */
final class NgxConfig {

    private static final int NGINX_VERSION = 1_027_001;
    private static final int NGX_LUA_VERSION = 10_028;
    private static final String CONFIGURE = " --with-compat --with-pcre-jit --with-http_ssl_module"
            + " --with-http_stub_status_module --with-http_realip_module --with-threads";

    private static final String[] EXTENSIONS = {"ngx.re.compile", "ngx.on_worker_exit", "ngx.config.extensions"};

    private NgxConfig() {}

    static void addConstants(LuaTable table) {
        table.set("subsystem", "http");
        table.set("debug", LuaValue.FALSE);
        table.set("nginx_version", NGINX_VERSION);
        table.set("ngx_lua_version", NGX_LUA_VERSION);
    }

    static Binding binding() {
        return Binding.table()
                .fn("prefix", "prefix = ngx.config.prefix()", Phases.ALL, "The base directory.", NgxConfig::prefix)
                .fn(
                        "nginx_configure",
                        "str = ngx.config.nginx_configure()",
                        Phases.ALL,
                        "The options of nginx's configure that libraries look for.",
                        (ngx, args) -> LuaText.of(CONFIGURE))
                .fn(
                        "extensions",
                        "names = ngx.config.extensions()",
                        Phases.ALL,
                        "What exists here and not in OpenResty.",
                        (ngx, args) -> extensions());
    }

    private static Varargs prefix(NgxContext ngx, Varargs args) {
        String prefix = ngx.services().prefix().toAbsolutePath().toString();
        return LuaText.of(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    private static LuaTable extensions() {
        LuaTable names = new Table();
        for (int i = 0; i < EXTENSIONS.length; i++) {
            names.set(i + 1, LuaText.of(EXTENSIONS[i]));
        }
        return names;
    }
}
