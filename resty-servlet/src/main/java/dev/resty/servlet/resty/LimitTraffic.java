// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.limit.traffic}: several limiters for one request, those of these modules or a script's own.
 *
 * @see <a href="https://github.com/openresty/lua-resty-limit-traffic">lua-resty-limit-traffic</a>
 */
final class LimitTraffic {

    private static final LuaString INCOMING = LuaValue.valueOf("incoming");
    private static final LuaString UNCOMMIT = LuaValue.valueOf("uncommit");

    private LimitTraffic() {}

    /** The module's table. */
    static LuaTable module() {
        return LibraryTable.of()
                .fn(
                        "combine",
                        "delay, err = limit_traffic.combine(limiters, keys, states?)",
                        "Counts a request towards all limiters or none.",
                        LimitTraffic::combine)
                .value("_VERSION", LimiterTable.VERSION)
                .build();
    }

    private static Varargs combine(Varargs args) {
        LuaValue limiters = args.arg1();
        if (!limiters.istable()) {
            throw new LuaError("attempt to get length of local 'limiters' (a " + limiters.typename() + " value)");
        }
        LuaValue keys = args.arg(2);
        LuaValue states = args.arg(3);
        int count = limiters.length();
        LuaValue longest = LuaValue.ZERO;
        // The last one is committed when all others have been looked at.
        for (int i = 1; i <= count; i++) {
            Varargs answer = incoming(limiters, keys, i, i == count);
            if (!answer.arg1().toboolean()) {
                return refusal(answer);
            }
            if (i == count) {
                store(states, i, answer);
                longest = answer.arg1();
            }
        }
        for (int i = 1; i < count; i++) {
            Varargs answer = incoming(limiters, keys, i, true);
            if (!answer.arg1().toboolean()) {
                for (int done = 1; done < i; done++) {
                    uncommit(limiters, keys, done);
                }
                uncommit(limiters, keys, count);
                return refusal(answer);
            }
            store(states, i, answer);
            longest = longest.todouble() < answer.arg1().todouble() ? answer.arg1() : longest;
        }
        return longest;
    }

    private static Varargs refusal(Varargs answer) {
        return LuaValue.varargsOf(LuaValue.NIL, answer.arg(2));
    }

    private static void store(LuaValue states, int index, Varargs answer) {
        if (states.toboolean()) {
            if (!states.istable()) {
                throw new LuaError("attempt to index local 'states' (a " + states.typename() + " value)");
            }
            states.set(index, answer.arg(2));
        }
    }

    private static Varargs incoming(LuaValue limiters, LuaValue keys, int index, boolean commit) {
        LuaValue limiter = limiters.get(index);
        return limiter.get(INCOMING).invoke(LuaValue.varargsOf(limiter, keys.get(index), LuaValue.valueOf(commit)));
    }

    private static void uncommit(LuaValue limiters, LuaValue keys, int index) {
        LuaValue limiter = limiters.get(index);
        limiter.get(UNCOMMIT).invoke(LuaValue.varargsOf(limiter, keys.get(index)));
    }
}
