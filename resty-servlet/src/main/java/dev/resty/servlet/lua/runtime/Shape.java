// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * Which keys the hash of a table has, and where. Tables that were filled alike mostly have the same one, so that one
 * comparison tells where all their fields are. Immutable; shared by all workers.
 */
final class Shape {

    /** The places that any shape may have. Larger tables are no objects with fields, but maps. */
    static final int MOST_PLACES = 64;

    /** That of no table. */
    static final Shape NONE = new Shape(new LuaValue[0]);

    /** Those made last, by their hash. Who finds another one's makes one of their own. */
    private static final Shape[] KNOWN = new Shape[256];

    private final @Nullable LuaValue[] keys;

    private Shape(@Nullable LuaValue[] keys) {
        this.keys = keys;
    }

    /** The shape of a hash of keys, each with its value behind it; null where it is too large. */
    static @Nullable Shape of(LuaValue[] slots) {
        if (slots.length > 2 * MOST_PLACES) {
            return null;
        }
        int hash = slots.length;
        for (int i = 0; i < slots.length; i += 2) {
            hash = hash * 31 + System.identityHashCode(slots[i]);
        }
        int index = (hash ^ hash >>> 16) & KNOWN.length - 1;
        Shape known = KNOWN[index];
        if (known == null || !known.isThatOf(slots)) {
            @Nullable LuaValue[] keys = new LuaValue[slots.length >> 1];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = slots[2 * i];
            }
            known = new Shape(keys);
            KNOWN[index] = known;
        }
        return known;
    }

    private boolean isThatOf(LuaValue[] slots) {
        if (slots.length != 2 * keys.length) {
            return false;
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != slots[2 * i]) {
                return false;
            }
        }
        return true;
    }

    /** Where the number of a field is among those of a table of this shape; behind all others where there is no such field. */
    int place(LuaString name) {
        for (int i = 0; i < keys.length; i++) {
            LuaValue key = keys[i];
            if (key != null && TableHash.isSame(key, name)) {
                return i;
            }
        }
        return keys.length;
    }
}
