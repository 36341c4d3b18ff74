// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.runtime.Vm;
import java.security.SecureRandom;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.openssl.rand}.
 *
 * @see <a href="https://github.com/fffonion/lua-resty-openssl">lua-resty-openssl</a>
 */
final class OpensslRand {

    private static final SecureRandom RANDOM = new SecureRandom();

    private OpensslRand() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn("bytes", "bytes, err = rand.bytes(len, private?, strength?)", "Random bytes.", OpensslRand::bytes)
                .build();
    }

    private static Varargs bytes(Varargs args) {
        if (args.arg1().type() != LuaValue.TNUMBER) {
            return Arguments.failure("rand.bytes: expect a number at #1");
        }
        if (args.arg(3).toboolean() && args.arg(3).type() != LuaValue.TNUMBER) {
            return Arguments.failure("rand.bytes: expect a number at #3");
        }
        double length = args.arg1().todouble();
        if (!(length >= 0 && length < Integer.MAX_VALUE - 8)) {
            return Arguments.failure("rand.bytes failed");
        }
        Vm vm = Vm.current();
        if (vm != null) {
            vm.allocate((long) length);
        }
        byte[] bytes = new byte[(int) length];
        RANDOM.nextBytes(bytes);
        return Arguments.bytes(bytes);
    }
}
