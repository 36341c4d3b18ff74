// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.dict.DictException;
import dev.resty.dict.DictKey;
import dev.resty.dict.LuaScalar;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.RecentStrings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** What scripts give to the methods of shared dicts and get from them, converted as lua-resty-core does. */
public final class DictArguments {

    private static final double LONGEST_MILLIS = 1e13;

    private DictArguments() {}

    /** The key as a view of bytes, whatever can be stored under it; empty where it is nil. */
    public static String key(LuaValue key) {
        if (key instanceof LuaString text) {
            return LuaText.view(text);
        }
        return key.isnil() ? "" : LuaText.view(LuaArgs.tostring(key));
    }

    /** The key's bytes, whatever can be stored under it; empty where it is nil. */
    static LuaString bytes(LuaValue key) {
        if (key instanceof LuaString text) {
            return text;
        }
        return key.isnil() ? LuaValue.EMPTYSTRING : LuaArgs.tostring(key);
    }

    /**
     * Why nothing can be under a key.
     *
     * @param key what the script gave
     * @param bytes what {@link #bytes} made of it
     * @return {@code "nil key"}, {@code "empty key"}, {@code "key too long"}, or null where something can
     */
    static @Nullable String keyError(LuaValue key, LuaString bytes) {
        if (bytes.m_length > 0) {
            return bytes.m_length > DictKey.MAX_LENGTH ? "key too long" : null;
        }
        return key.isnil() ? "nil key" : "empty key";
    }

    /**
     * Why nothing can be under a key.
     *
     * @param key what the script gave
     * @param text what {@link #key} made of it
     * @return {@code "nil key"}, {@code "empty key"}, {@code "key too long"}, or null where something can
     */
    public static @Nullable String keyError(LuaValue key, String text) {
        return key.isnil() ? "nil key" : DictKey.error(text);
    }

    /** What a dict can hold of a value; null for nil and for what it can't. */
    public static @Nullable LuaScalar scalar(LuaValue value) {
        return switch (value.type()) {
            case LuaValue.TSTRING -> LuaScalar.wrap(LuaArgs.readOnly(value.strvalue()));
            case LuaValue.TNUMBER -> LuaScalar.of(value.todouble());
            case LuaValue.TBOOLEAN -> LuaScalar.of(value.toboolean());
            case LuaValue.TTABLE ->
                value instanceof FrozenTable table ? new LuaScalar.Frozen(table, table.size()) : null;
            default -> null;
        };
    }

    /** A dict's value as a script gets it. */
    public static LuaValue lua(LuaScalar value) {
        if (value instanceof LuaScalar.Bytes bytes) {
            // A long one shares the dict's bytes, which are never changed.
            return bytes.length() <= RecentStrings.LONGEST
                    ? RecentStrings.of(bytes.source(), bytes.offset(), bytes.length())
                    : LuaString.valueUsing(bytes.source(), bytes.offset(), bytes.length());
        }
        if (value instanceof LuaScalar.Num number) {
            return LuaValue.valueOf(number.value());
        }
        if (value instanceof LuaScalar.Frozen frozen) {
            return frozen.object() instanceof FrozenTable table ? table : new LuaUserdata(frozen.object());
        }
        return LuaValue.valueOf(value == LuaScalar.Bool.TRUE);
    }

    /** A time to live as {@code set} takes it; nil and false are zero. */
    public static Duration exptime(LuaValue exptime) {
        if (!exptime.toboolean()) {
            return Duration.ZERO;
        }
        if (exptime.type() != LuaValue.TNUMBER) {
            throw new LuaError("attempt to compare " + exptime.typename() + " with number");
        }
        if (exptime.todouble() < 0) {
            throw new LuaError("bad \"exptime\" argument");
        }
        return duration(exptime.todouble());
    }

    /** Flags as {@code set} takes them; nil and false are zero. */
    public static int flags(LuaValue flags) {
        if (!flags.toboolean()) {
            return 0;
        }
        if (flags.isboolean()) {
            return 1;
        }
        if (flags.type() != LuaValue.TNUMBER) {
            throw Arguments.bad(10, "ngx_lua_ffi_shdict_store", "cannot convert '" + flags.typename() + "' to 'int'");
        }
        double number = flags.todouble();
        // LuaJIT converts with the processor's instruction: what doesn't fit is the smallest int.
        return number > -0x1p31 && number < 0x1p31 ? (int) number : Integer.MIN_VALUE;
    }

    /** Seconds that aren't negative, cut off to milliseconds as OpenResty does; what no long can hold is zero there. */
    static Duration duration(double seconds) {
        double millis = seconds * 1000;
        return millis >= 1 && millis < 0x1p63
                ? Duration.ofMillis((long) Math.min(LONGEST_MILLIS, millis))
                : Duration.ZERO;
    }

    /** A number, or a string that reads as one, where {@code incr} takes it. */
    static LuaValue numeric(LuaValue value, String name) {
        LuaValue number = value.tonumber();
        if (number.isnil()) {
            throw new LuaError("bad " + name + " arg: number expected, got " + value.typename());
        }
        return number;
    }

    /** {@code nil, err} for an operation that the store has not done. */
    public static Varargs failure(DictException failure) {
        return Arguments.failure(String.valueOf(failure.getMessage()));
    }
}
