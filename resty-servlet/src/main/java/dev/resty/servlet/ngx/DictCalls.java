// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.SharedDict;
import dev.resty.servlet.lua.runtime.Intrinsics;
import dev.resty.store.heap.KnownKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * The methods of shared dicts as compiled code calls them where it wants one result: for dicts in this JVM's heap, keys that
 * are strings and values that are strings or numbers. They refuse everything else, as {@link
 * dev.resty.servlet.lua.runtime.Intrinsic} says.
 */
public final class DictCalls {

    /** What stands before the methods' names. */
    static final String LIBRARY = "ngx.shared.DICT";

    private DictCalls() {}

    /** Offers them to compiled code. */
    static void register() {
        Class<?> value = LuaValue.class;
        register("get", value, value, value);
        register("incr", double.class, value, value, double.class);
        register("incr", double.class, value, value, double.class, double.class);
        register("set", value, value, value, value);
        register("set", value, value, value, value, double.class);
    }

    private static void register(String method, Class<?> result, Class<?>... parameters) {
        Intrinsics.registerMethod(LIBRARY + "." + method, method, DictCalls.class, method, result, parameters);
    }

    private static @Nullable SharedDict local(LuaValue object) {
        return object instanceof DictObject known ? known.local : null;
    }

    private static boolean isKey(LuaString key) {
        return key.m_length > 0 && key.m_length <= DictKey.MAX_LENGTH;
    }

    /** {@code object:get(key)}. */
    public static @Nullable LuaValue get(LuaValue object, LuaValue name) {
        if (!(object instanceof DictObject dict) || !(name instanceof LuaString key) || !isKey(key)) {
            return null;
        }
        KnownKey known = dict.keys == null ? null : dict.keys.find(key);
        if (known == null && dict.local == null) {
            return null;
        }
        double number = known == null ? Double.NaN : known.number();
        return !Double.isNaN(number) ? LuaValue.valueOf(number) : read(dict, key);
    }

    private static LuaValue read(DictObject dict, LuaString key) {
        try {
            DictValue found = dict.get(key);
            return found == null ? LuaValue.NIL : DictArguments.lua(found.value());
        } catch (NotAScalarException e) {
            return LuaValue.NIL;
        }
    }

    /** {@code object:incr(key, value)} of a number that is there. */
    public static double incr(LuaValue object, LuaValue name, double delta) {
        if (!(object instanceof DictObject dict)
                || !(name instanceof LuaString key)
                || !isKey(key)
                || !Double.isFinite(delta)) {
            return Double.NaN;
        }
        KnownKey known = dict.keys == null ? null : dict.keys.find(key);
        if (known != null) {
            double sum = known.incr(delta);
            if (!Double.isNaN(sum)) {
                return sum;
            }
        }
        if (dict.local == null) {
            return Double.NaN;
        }
        // Where there is no number, nothing happens, and the function finds that out again.
        IncrResult result = dict.local.incr(key.m_bytes, key.m_offset, key.m_length, delta);
        return result.error() == null ? result.value() : Double.NaN;
    }

    /** {@code object:incr(key, value, init)} of a number that is there. */
    public static double incr(LuaValue object, LuaValue name, double delta, double init) {
        return incr(object, name, delta);
    }

    /** {@code object:set(key, value)}. */
    public static @Nullable LuaValue set(LuaValue object, LuaValue name, LuaValue value) {
        return set(object, name, value, Duration.ZERO);
    }

    /** {@code object:set(key, value, exptime)}. */
    public static @Nullable LuaValue set(LuaValue object, LuaValue name, LuaValue value, double exptime) {
        return exptime >= 0 ? set(object, name, value, DictArguments.duration(exptime)) : null;
    }

    private static @Nullable LuaValue set(LuaValue object, LuaValue name, LuaValue value, Duration exptime) {
        SharedDict dict = local(object);
        if (dict == null || !(name instanceof LuaString key) || !isKey(key)) {
            return null;
        }
        LuaScalar scalar;
        if (value instanceof LuaString text) {
            // Stores copy the bytes where they keep them, so a part of a longer string is no leak.
            scalar = LuaScalar.wrap(text.m_bytes, text.m_offset, text.m_length);
        } else if (value instanceof LuaNumber number) {
            scalar = LuaScalar.of(number.todouble());
        } else {
            return null;
        }
        return LuaValue.valueOf(dict.set(key.m_bytes, key.m_offset, key.m_length, scalar, exptime, 0)
                .stored());
    }
}
