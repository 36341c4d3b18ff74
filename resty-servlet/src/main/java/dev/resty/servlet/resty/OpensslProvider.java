// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.LuaText;
import java.util.List;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.provider}. Differs from OpenResty: the JVM's algorithms are always there, so loading
 * {@code default}, {@code legacy} and {@code base} succeeds and changes nothing; there are no others.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslProvider {

    private static final List<String> KNOWN = List.of("default", "legacy", "base");

    /** A provider that a script has loaded. */
    private record Provider(String name) {}

    private OpensslProvider() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable methods = LibraryTable.of()
                .fn("unload", "ok = provider:unload()", "Changes nothing.", args -> loaded(args, "unload"))
                .fn("self_test", "ok = provider:self_test()", "Always right.", args -> loaded(args, "self_test"))
                .fn(
                        "istype",
                        "is = provider.istype(value)",
                        "Whether it is one.",
                        args -> NativeObject.isType(Provider.class, args.arg1()))
                .fn(
                        "is_available",
                        "is = provider.is_available(name)",
                        "Whether there is one.",
                        args -> LuaValue.valueOf(KNOWN.contains(name(args, "is_available"))))
                .fn(
                        "set_default_search_path",
                        "ok = provider.set_default_search_path(path)",
                        "Changes nothing.",
                        args -> LuaValue.TRUE)
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("load", "provider, err = provider.load(name)", "One of the JVM's.", args -> {
                    String name = name(args, "load");
                    return KNOWN.contains(name)
                            ? new NativeObject(new Provider(name), metatable)
                            : Arguments.failure("provider.load: provider " + name + " is not available on the JVM");
                })
                .build();
    }

    private static String name(Varargs args, String function) {
        return LuaText.view(Arguments.string(args, 1, function));
    }

    private static LuaValue loaded(Varargs args, String function) {
        return LuaValue.valueOf(!NativeObject.of(Provider.class, "provider", args, 1, function)
                .name()
                .isEmpty());
    }
}
