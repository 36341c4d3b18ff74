// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import java.util.Locale;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** LuaJIT's {@code jit} table, as libraries look at it: a version, and a compiler that is off. */
final class JitLib {

    private JitLib() {}

    static LuaTable table() {
        LuaTable options = new NativeTable().fn("start", args -> LuaValue.NONE).build();
        return new NativeTable()
                .set("version", LuaText.of("LuaJIT 2.1.0-beta3"))
                .set("version_num", LuaValue.valueOf(20100))
                .set("os", LuaText.of(operatingSystem()))
                .set("arch", LuaText.of(architecture()))
                .set("opt", options)
                .fn("status", args -> LuaValue.FALSE)
                .fn("on", args -> LuaValue.NONE)
                .fn("off", args -> LuaValue.NONE)
                .fn("flush", args -> LuaValue.NONE)
                .fn("security", args -> LuaValue.ZERO)
                .fn("attach", args -> LuaValue.NONE)
                .build();
    }

    private static String operatingSystem() {
        String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        if (name.startsWith("windows")) {
            return "Windows";
        }
        if (name.startsWith("mac")) {
            return "OSX";
        }
        return name.startsWith("linux") ? "Linux" : name.endsWith("bsd") ? "BSD" : "POSIX";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return switch (name) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
