// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.hmac}. A key may be empty, as in OpenSSL.
 *
 * @see <a href="https://github.com/jkeys089/lua-resty-hmac">lua-resty-hmac</a>
 */
final class RestyHmac {

    private static final String[] ALGORITHMS = {"MD5", "SHA1", "SHA256", "SHA384", "SHA512"};

    private RestyHmac() {}

    /** The module's table. */
    static LuaTable module() {
        LuaTable methods = LibraryTable.of()
                .fn("update", "ok = hmac:update(bytes)", "Adds bytes.", RestyHmac::update)
                .fn("final", "digest = hmac:final(bytes?, hex?)", "The code of what was added.", RestyHmac::last)
                .fn("reset", "ok = hmac:reset()", "Begins anew with the same key.", RestyHmac::reset)
                .value("_VERSION", "0.06")
                .build();
        LuaTable algorithms = LibraryTable.of().build();
        for (String algorithm : ALGORITHMS) {
            algorithms.set(algorithm, LuaText.of("Hmac" + algorithm));
        }
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.into(methods)
                .value("ALGOS", algorithms)
                .fn("new", "hmac = resty_hmac:new(key, algorithm?)", "A code to add bytes to.", args -> {
                    Hmac made = new Hmac(mac(args));
                    made.setmetatable(metatable);
                    return made;
                })
                .build();
    }

    private static Mac mac(Varargs args) {
        LuaString key = Arguments.string(args, 2, "new");
        String algorithm = args.arg(3).isnil() ? "HmacMD5" : LuaText.view(Arguments.string(args, 3, "new"));
        // Java refuses an empty key; the code pads keys with zeros anyway.
        byte[] bytes = key.m_length == 0 ? new byte[1] : LuaText.copy(key);
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(bytes, algorithm));
            return mac;
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new LuaError("HMAC algorithm " + algorithm + " is not available on this JVM");
        }
    }

    private static Varargs update(Varargs args) {
        LuaString bytes = Arguments.string(args, 2, "update");
        Hmac.of(args, "update").update(bytes.m_bytes, bytes.m_offset, bytes.m_length);
        return LuaValue.TRUE;
    }

    private static Varargs last(Varargs args) {
        if (args.arg(2).toboolean()) {
            update(args);
        }
        LuaString digest = LuaString.valueUsing(Hmac.of(args, "final").doFinal());
        return args.arg(3).toboolean() ? RestyString.hex(digest) : digest;
    }

    private static Varargs reset(Varargs args) {
        Hmac.of(args, "reset").reset();
        return LuaValue.TRUE;
    }

    /** A code as Lua sees it: a table, with its state beside it. */
    private static final class Hmac extends Table {

        private final Mac state;

        Hmac(Mac state) {
            this.state = state;
        }

        static Mac of(Varargs args, String function) {
            if (args.arg1() instanceof Hmac hmac) {
                return hmac.state;
            }
            throw Arguments.expected("hmac", args, 1, function);
        }
    }
}
