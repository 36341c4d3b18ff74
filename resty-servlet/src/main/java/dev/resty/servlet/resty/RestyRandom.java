// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.security.SecureRandom;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.random}: random bytes, cryptographically strong whether asked for or not.
 *
 * @see <a href="https://github.com/openresty/lua-resty-string">lua-resty-string</a>
 */
final class RestyRandom {

    private static final SecureRandom RANDOM = new SecureRandom();

    private RestyRandom() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn("bytes", "bytes = random.bytes(len, strong?)", "Random bytes.", RestyRandom::bytes)
                .value("_VERSION", RestyString.VERSION)
                .build();
    }

    private static Varargs bytes(Varargs args) {
        double length = Arguments.number(args, 1, "bytes");
        if (length < 0 || length > Integer.MAX_VALUE - 8) {
            throw Arguments.bad(1, "bytes", "invalid length");
        }
        byte[] bytes = new byte[(int) length];
        RANDOM.nextBytes(bytes);
        return LuaString.valueUsing(bytes);
    }
}
