// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.PopResult;
import dev.resty.dict.SharedDict;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The methods of shared dicts for lists. In OpenResty these are functions in C, so they count their arguments and take
 * only strings and numbers as keys.
 */
final class DictLists {

    private DictLists() {}

    /** Adds a value at one end. */
    @FunctionalInterface
    interface Push {

        ListResult push(SharedDict dict, String key, LuaScalar value);
    }

    /** Takes a value from one end. */
    @FunctionalInterface
    interface Pop {

        PopResult pop(SharedDict dict, String key);
    }

    static NgxFunction push(String function, Push push) {
        return (ngx, args) -> {
            SharedDict dict = dict(args, 3);
            String key = key(args, function);
            String error = DictArguments.keyError(args.arg(2), key);
            LuaValue value = args.arg(3);
            LuaScalar scalar = value.type() == LuaValue.TBOOLEAN ? null : DictArguments.scalar(value);
            if (error == null && (scalar == null || scalar instanceof LuaScalar.Frozen)) {
                error = "bad value type";
            }
            if (error != null || scalar == null) {
                return Arguments.failure(String.valueOf(error));
            }
            return length(push.push(dict, key, scalar));
        };
    }

    static NgxFunction pop(String function, Pop pop) {
        return (ngx, args) -> {
            SharedDict dict = dict(args, 2);
            String key = key(args, function);
            String error = DictArguments.keyError(args.arg(2), key);
            PopResult result = error == null ? pop.pop(dict, key) : PopResult.failed(error);
            if (result.error() != null) {
                return Arguments.failure(result.error());
            }
            LuaScalar value = result.value();
            return value == null ? LuaValue.NIL : DictArguments.lua(value);
        };
    }

    static Varargs llen(NgxContext ngx, Varargs args) {
        SharedDict dict = dict(args, 2);
        String key = key(args, "llen");
        @Nullable String error = DictArguments.keyError(args.arg(2), key);
        return length(error == null ? dict.llen(key) : ListResult.failed(error));
    }

    private static SharedDict dict(Varargs args, int count) {
        if (args.narg() != count) {
            throw new LuaError("expecting " + count + " arguments, but only seen " + args.narg());
        }
        return DictObject.dict(args.arg1());
    }

    private static String key(Varargs args, String function) {
        LuaValue key = args.arg(2);
        if (key.type() != LuaValue.TSTRING && key.type() != LuaValue.TNUMBER && !key.isnil()) {
            // Counted as for a call with a colon, which is how methods are called.
            throw Arguments.bad(1, function, "string expected, got " + key.typename());
        }
        return DictArguments.key(key);
    }

    private static Varargs length(ListResult result) {
        String error = result.error();
        return error == null ? LuaValue.valueOf((double) result.length()) : Arguments.failure(error);
    }
}
