// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * One object for each string that is a constant of some script or the name of some library's function: tables find such a
 * key by identity. The pool keeps nothing alive. Safe for concurrent use.
 */
public final class Names {

    private static final ConcurrentMap<Name, Name> POOL = new ConcurrentHashMap<>();
    private static final ReferenceQueue<LuaString> COLLECTED = new ReferenceQueue<>();

    /** The names of metamethods, which are LuaJ's own objects. */
    private static final LuaString[] EVENTS = {
        LuaValue.INDEX,
        LuaValue.NEWINDEX,
        LuaValue.CALL,
        LuaValue.MODE,
        LuaValue.METATABLE,
        LuaValue.ADD,
        LuaValue.SUB,
        LuaValue.DIV,
        LuaValue.MUL,
        LuaValue.POW,
        LuaValue.MOD,
        LuaValue.UNM,
        LuaValue.LEN,
        LuaValue.EQ,
        LuaValue.LT,
        LuaValue.LE,
        LuaValue.TOSTRING,
        LuaValue.CONCAT,
    };

    static {
        for (LuaString event : EVENTS) {
            intern(event);
        }
    }

    private Names() {}

    /** The one object for these bytes: the string itself where it is the first of them. */
    public static LuaString intern(LuaString string) {
        for (Object gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            POOL.remove(gone);
        }
        Name name = new Name(string);
        while (true) {
            Name before = POOL.putIfAbsent(name, name);
            if (before == null) {
                return string;
            }
            LuaString pooled = before.get();
            if (pooled != null) {
                return pooled;
            }
            POOL.remove(before);
        }
    }

    /** The one object for a text of chars 0 to 255. */
    public static LuaString of(String text) {
        return intern(LuaText.of(text));
    }

    /** A string of the pool; its hash outlives it, so that it can be taken out. */
    private static final class Name extends WeakReference<LuaString> {

        private final int hash;

        Name(LuaString string) {
            super(string, COLLECTED);
            hash = string.hashCode();
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            if (!(other instanceof Name name) || name.hash != hash) {
                return false;
            }
            LuaString mine = get();
            return mine != null && mine.equals(name.get());
        }
    }
}
