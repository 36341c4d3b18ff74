// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.crypto.DigestAlgorithm;
import dev.resty.servlet.lua.runtime.LuaText;
import javax.crypto.Mac;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The modules {@code resty.openssl.hmac} and {@code resty.openssl.mac}. Differs from OpenResty: {@code resty.openssl.mac}
 * has HMAC only.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslMac {

    private static final String DEFAULT = "sha1";

    private OpensslMac() {}

    /** {@code resty.openssl.hmac}. */
    static LuaTable hmac() {
        LuaTable methods = methods("hmac");
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", "hmac, err = hmac.new(key, name?)", "A code with sha1 by default.", args -> {
                    byte[] key = Arguments.bytes(args, 1, "new");
                    String name = args.arg(2).isnil() ? DEFAULT : LuaText.view(Arguments.string(args, 2, "new"));
                    DigestAlgorithm digest = DigestAlgorithm.named(name);
                    return digest == null
                            ? Arguments.failure("hmac.new: invalid digest type \"" + name + "\"")
                            : new NativeObject(digest.hmac(key), metatable);
                })
                .build();
    }

    /** {@code resty.openssl.mac}. */
    static LuaTable mac() {
        LuaTable methods = LibraryTable.into(methods("mac"))
                .fn("get_provider_name", "name = mac:get_provider_name()", "Always default.", Openssl::provider)
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .fn("new", "mac, err = mac.new(key, type, cipher?, digest?)", "A code; type is HMAC.", args -> {
                    byte[] key = Arguments.bytes(args, 1, "new");
                    String type = LuaText.view(Arguments.string(args, 2, "new"));
                    if (!type.equalsIgnoreCase("HMAC")) {
                        return Arguments.failure(OpensslErrors.failed(
                                "mac.new: invalid mac type \"" + type + "\"", OpensslErrors.UNSUPPORTED));
                    }
                    DigestAlgorithm digest = args.isnil(4)
                            ? null
                            : DigestAlgorithm.named(LuaText.view(Arguments.string(args, 4, "new")));
                    return digest == null
                            ? Arguments.failure(OpensslErrors.failed(
                                    "mac.new: invalid cipher or digest type", OpensslErrors.UNSUPPORTED))
                            : new NativeObject(digest.hmac(key), metatable);
                })
                .build();
    }

    private static LuaTable methods(String name) {
        return LibraryTable.of()
                .fn("update", "ok, err = mac:update(bytes, ...)", "Adds bytes.", args -> {
                    Mac mac = NativeObject.of(Mac.class, name, args, 1, "update");
                    for (int i = 2; i <= args.narg() && !args.isnil(i); i++) {
                        LuaString bytes = Arguments.string(args, i, "update");
                        mac.update(bytes.m_bytes, bytes.m_offset, bytes.m_length);
                    }
                    return LuaValue.TRUE;
                })
                .fn("final", "bytes, err = mac:final(bytes?)", "The code of all.", args -> {
                    Mac mac = NativeObject.of(Mac.class, name, args, 1, "final");
                    if (args.arg(2).toboolean()) {
                        mac.update(Arguments.bytes(args, 2, "final"));
                    }
                    return Arguments.bytes(mac.doFinal());
                })
                .fn("reset", "ok, err = mac:reset()", "Begins anew with the same key.", args -> {
                    NativeObject.of(Mac.class, name, args, 1, "reset").reset();
                    return LuaValue.TRUE;
                })
                .fn("istype", "is = mac.istype(value)", "Whether it is one.", OpensslMac::isType)
                .build();
    }

    private static Varargs isType(Varargs args) {
        return NativeObject.isType(Mac.class, args.arg1());
    }
}
