// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.Configuration;

/** Where scripts' modules are looked for: {@code lua_package_path}, with {@code ;;} for the default. */
final class PackagePath {

    private PackagePath() {}

    static String path(Configuration configuration) {
        String prefix = configuration.prefix().toString();
        String fallback = prefix + "/lua/?.lua;" + prefix + "/lualib/?.lua;" + prefix + "/lualib/?/init.lua;"
                + "classpath:lua/?.lua;classpath:lua/?/init.lua";
        return expand(configuration.luaPackagePath(), fallback);
    }

    static String cpath(Configuration configuration) {
        return expand(configuration.luaPackageCpath(), configuration.prefix() + "/lualib/?.so");
    }

    private static String expand(String path, String fallback) {
        if (path.isEmpty()) {
            return fallback;
        }
        String expanded = path.startsWith(";;") ? fallback + ";" + path.substring(2) : path;
        expanded = expanded.endsWith(";;")
                ? expanded.substring(0, expanded.length() - 1) + fallback
                : expanded.replace(";;", ";" + fallback + ";");
        return expanded.endsWith(";") ? expanded.substring(0, expanded.length() - 1) : expanded;
    }
}
