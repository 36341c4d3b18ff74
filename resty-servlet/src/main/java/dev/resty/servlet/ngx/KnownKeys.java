// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.store.heap.HeapSharedDict;
import dev.resty.store.heap.KnownKey;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/**
 * The keys of a dict that scripts use again and again: mostly constants of their code, which are the same object each time,
 * and only by that they are known. Safe for concurrent use.
 */
final class KnownKeys {

    private static final int PLACES = 256;

    /** The longest array that is kept for a key. */
    private static final int LONGEST = 128;

    /** In a place that is taken, one of so many unknown keys takes it over. */
    private static final int PATIENCE = 64;

    private final HeapSharedDict dict;

    private final @Nullable Known[] known = new @Nullable Known[PLACES];

    /** The keys that were used last: a key is known from its second use on. */
    private final @Nullable LuaString[] seen = new @Nullable LuaString[PLACES];

    private int misses;

    private record Known(LuaString name, KnownKey key) {}

    KnownKeys(HeapSharedDict dict) {
        this.dict = dict;
    }

    /** A key that the dict can have; null where it isn't known yet. */
    @SuppressWarnings("ReferenceEquality") // comparing bytes is what this is to save
    @Nullable KnownKey find(LuaString name) {
        Known found = known[name.hashCode() & PLACES - 1];
        return found != null && found.name == name ? found.key : notice(name);
    }

    @SuppressWarnings("ReferenceEquality")
    private @Nullable KnownKey notice(LuaString name) {
        int place = name.hashCode() & PLACES - 1;
        if (seen[place] != name) {
            if (name.m_bytes.length <= LONGEST) {
                seen[place] = name;
            }
            return null;
        }
        if (known[place] != null && (++misses & PATIENCE - 1) != 0) {
            return null;
        }
        KnownKey key = dict.known(name.m_bytes, name.m_offset, name.m_length);
        known[place] = new Known(name, key);
        return key;
    }
}
