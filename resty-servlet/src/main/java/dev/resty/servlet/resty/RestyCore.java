// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.store.Ticker;
import java.util.List;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code resty.core} and its parts. In OpenResty loading them replaces functions of {@code ngx} by faster ones; here
 * those are in place from the start, so most parts only say which version of the API they stand for.
 *
 * @see <a href="https://github.com/openresty/lua-resty-core">lua-resty-core</a>
 */
final class RestyCore {

    /** The parts that a script may load without calling anything in them. */
    static final List<String> PARTS = List.of(
            "resty.core",
            "resty.core.base64",
            "resty.core.coroutine",
            "resty.core.ctx",
            "resty.core.exit",
            "resty.core.hash",
            "resty.core.misc",
            "resty.core.ndk",
            "resty.core.param",
            "resty.core.phase",
            "resty.core.request",
            "resty.core.response",
            "resty.core.shdict",
            "resty.core.socket",
            "resty.core.uri",
            "resty.core.var",
            "resty.core.worker");

    static final String VERSION = "0.1.33";

    private RestyCore() {}

    /** A part without functions of its own. */
    static LuaTable part() {
        return LibraryTable.of().value("version", VERSION).build();
    }

    /** {@code resty.core.base}: what needs no ffi; its Lua half adds the rest. */
    static LuaTable base(Worker worker) {
        LuaTable made = nativeBase();
        LuaModule.load(worker, "resty.core.base", made);
        return made;
    }

    private static LuaTable nativeBase() {
        return LibraryTable.of()
                .fn("new_tab", "t = base.new_tab(narr, nrec)", "A table with room.", RestyCore::newTab)
                .fn("clear_tab", "base.clear_tab(t)", "Removes all fields.", RestyCore::clearTab)
                .fn(
                        "allows_subsystem",
                        "base.allows_subsystem(name, ...)",
                        "Does nothing where a name is http, is an error otherwise.",
                        RestyCore::allowsSubsystem)
                .value("FFI_OK", LuaValue.valueOf(0))
                .value("FFI_ERROR", LuaValue.valueOf(-1))
                .value("FFI_AGAIN", LuaValue.valueOf(-2))
                .value("FFI_BUSY", LuaValue.valueOf(-3))
                .value("FFI_DONE", LuaValue.valueOf(-4))
                .value("FFI_DECLINED", LuaValue.valueOf(-5))
                .value("FFI_ABORT", LuaValue.valueOf(-6))
                .value("FFI_NO_REQ_CTX", LuaValue.valueOf(-100))
                .value("FFI_BAD_CONTEXT", LuaValue.valueOf(-101))
                .value("version", VERSION)
                .build();
    }

    /** {@code resty.core.time}. */
    static LuaTable time(Ticker ticker) {
        return LibraryTable.of()
                .fn(
                        "monotonic_msec",
                        "ms = time.monotonic_msec()",
                        "Milliseconds of a clock that only goes forward.",
                        args -> LuaValue.valueOf((double) (ticker.nanoTime() / 1_000_000)))
                .fn(
                        "monotonic_time",
                        "s = time.monotonic_time()",
                        "The same in seconds.",
                        args -> LuaValue.valueOf(ticker.nanoTime() / 1_000_000 / 1000.0))
                .value("version", VERSION)
                .build();
    }

    /** {@code resty.core.utils}. */
    static LuaTable utils() {
        return LibraryTable.of()
                .fn(
                        "str_replace_char",
                        "text = utils.str_replace_char(text, find, replace)",
                        "Replaces one byte by another throughout.",
                        RestyCore::replaceChar)
                .value("version", VERSION)
                .build();
    }

    private static Varargs newTab(Varargs args) {
        return new Table(args.optint(1, 0), args.optint(2, 0));
    }

    private static Varargs clearTab(Varargs args) {
        LuaTable table = args.checktable(1);
        for (LuaValue key : table.keys()) {
            table.rawset(key, LuaValue.NIL);
        }
        return LuaValue.NONE;
    }

    private static Varargs allowsSubsystem(Varargs args) {
        for (int i = 1; i <= args.narg(); i++) {
            if ("http".equals(args.arg(i).tojstring())) {
                return LuaValue.NONE;
            }
        }
        throw new LuaError("unsupported subsystem: http");
    }

    private static Varargs replaceChar(Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            throw Arguments.expected("string", args, 1, "str_replace_char");
        }
        byte[] bytes = bytesOf(args, 1);
        byte[] find = bytesOf(args, 2);
        byte[] replace = bytesOf(args, 3);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == find[0]) {
                bytes[i] = replace[0];
            }
        }
        return LuaString.valueUsing(bytes);
    }

    private static byte[] bytesOf(Varargs args, int number) {
        LuaString string = Arguments.string(args, number, "str_replace_char");
        byte[] bytes = new byte[string.m_length];
        string.copyInto(0, bytes, 0, bytes.length);
        if (number > 1 && bytes.length != 1) {
            throw Arguments.bad(number, "str_replace_char", "single character expected");
        }
        return bytes;
    }
}
