// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Table;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The digests of lua-resty-string, all of one shape: {@code resty.md5}, {@code resty.sha1}, {@code resty.sha224},
 * {@code resty.sha256}, {@code resty.sha384} and {@code resty.sha512}.
 *
 * @see <a href="https://github.com/openresty/lua-resty-string">lua-resty-string</a>
 */
final class Digests {

    /** The modules and what Java calls their algorithms. */
    static final Map<String, String> ALGORITHMS = Map.of(
            "resty.md5", "MD5",
            "resty.sha1", "SHA-1",
            "resty.sha224", "SHA-224",
            "resty.sha256", "SHA-256",
            "resty.sha384", "SHA-384",
            "resty.sha512", "SHA-512");

    private Digests() {}

    /** The table of a module. */
    static LuaTable module(String algorithm) {
        LuaTable methods = LibraryTable.of()
                .fn("update", "ok = digest:update(bytes, len?)", "Adds bytes.", Digests::update)
                .fn("final", "bytes = digest:final()", "The digest of what was added.", Digests::last)
                .fn("reset", "ok = digest:reset()", "Begins anew.", Digests::reset)
                .value("_VERSION", RestyString.VERSION)
                .build();
        LuaTable metatable = LibraryTable.metatable(methods);
        return LibraryTable.of()
                .fn("new", "digest = module:new()", "A digest to add bytes to.", args -> {
                    Digest digest = new Digest(instance(algorithm));
                    digest.setmetatable(metatable);
                    return digest;
                })
                .inherit(methods)
                .build();
    }

    /** A digest of Java's. */
    static MessageDigest instance(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new LuaError("digest " + algorithm + " is not available on this JVM");
        }
    }

    private static Varargs update(Varargs args) {
        MessageDigest digest = Digest.of(args, "update");
        LuaString bytes = Arguments.string(args, 2, "update");
        int length = bytes.m_length;
        if (!args.isnil(3)) {
            length = (int) Math.max(0, Math.min(length, Arguments.number(args, 3, "update")));
        }
        digest.update(bytes.m_bytes, bytes.m_offset, length);
        return LuaValue.TRUE;
    }

    private static Varargs last(Varargs args) {
        return LuaString.valueUsing(Digest.of(args, "final").digest());
    }

    private static Varargs reset(Varargs args) {
        Digest.of(args, "reset").reset();
        return LuaValue.TRUE;
    }

    /** A digest as Lua sees it: a table, with its state beside it. */
    private static final class Digest extends Table {

        private final MessageDigest state;

        Digest(MessageDigest state) {
            this.state = state;
        }

        static MessageDigest of(Varargs args, String function) {
            if (args.arg1() instanceof Digest digest) {
                return digest.state;
            }
            throw Arguments.expected("digest", args, 1, function);
        }
    }
}
