// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.lua.runtime.LuaText;
import java.security.MessageDigest;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.digest}.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslDigest {

    private static final String DEFAULT = "sha1";

    /** A digest that runs. */
    record Running(DigestAlgorithm algorithm, MessageDigest digest) {}

    private OpensslDigest() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable methods = LibraryTable.of()
                .fn("update", "ok, err = digest:update(bytes, ...)", "Adds bytes.", OpensslDigest::update)
                .fn("final", "bytes, err = digest:final(bytes?)", "The digest of all.", OpensslDigest::last)
                .fn("reset", "ok, err = digest:reset()", "Begins anew.", OpensslDigest::reset)
                .fn("get_provider_name", "name = digest:get_provider_name()", "Always default.", Openssl::provider)
                .fn(
                        "istype",
                        "is = digest.istype(value)",
                        "Whether it is a digest.",
                        args -> NativeObject.isType(Running.class, args.arg1()))
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", "digest, err = digest.new(name?)", "A digest; sha1 by default.", args -> {
                    String name = args.arg1().isnil() ? DEFAULT : LuaText.view(Arguments.string(args, 1, "new"));
                    DigestAlgorithm algorithm = DigestAlgorithm.named(name);
                    if (algorithm == null) {
                        return Arguments.failure(OpensslErrors.failed(
                                "digest.new: invalid digest type \"" + name + "\"", OpensslErrors.UNSUPPORTED));
                    }
                    return new NativeObject(new Running(algorithm, algorithm.digest()), metatable);
                })
                .build();
    }

    private static MessageDigest digest(Varargs args, String function) {
        return NativeObject.of(Running.class, "digest", args, 1, function).digest();
    }

    private static Varargs update(Varargs args) {
        MessageDigest digest = digest(args, "update");
        for (int i = 2; i <= args.narg() && !args.isnil(i); i++) {
            LuaString bytes = Arguments.string(args, i, "update");
            digest.update(bytes.m_bytes, bytes.m_offset, bytes.m_length);
        }
        return LuaValue.TRUE;
    }

    private static Varargs last(Varargs args) {
        MessageDigest digest = digest(args, "final");
        if (args.arg(2).toboolean()) {
            digest.update(Arguments.bytes(args, 2, "final"));
        }
        return Arguments.bytes(digest.digest());
    }

    private static Varargs reset(Varargs args) {
        digest(args, "reset").reset();
        return LuaValue.TRUE;
    }
}
