// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.LuaScalar;
import org.jspecify.annotations.Nullable;

/** One entry of a {@link HeapSharedDict}, a link of its {@link LruQueue}. Guarded by the dict's lock. */
final class Entry {

    /** The {@link #expires} of an entry that never does. */
    static final long NEVER = 0;

    final String key;

    /** What it counts against the dict's capacity. */
    long size;

    int flags;

    /** A reading of the ticker in nanoseconds, or {@link #NEVER}. */
    long expires;

    /** Names the owner of a lock whose key this is; 0 for any other entry. */
    long token;

    Entry newer = this;

    Entry older = this;

    /** Null while the value is {@link #number} and nobody has asked for it as an object. */
    private @Nullable LuaScalar value;

    private double number;

    private boolean numeric;

    Entry(String key) {
        this.key = key;
    }

    void value(LuaScalar newValue) {
        value = newValue;
        numeric = newValue instanceof LuaScalar.Num;
        number = newValue instanceof LuaScalar.Num num ? num.value() : 0;
    }

    LuaScalar value() {
        LuaScalar known = value;
        if (known == null) {
            known = LuaScalar.of(number);
            value = known;
        }
        return known;
    }

    boolean isNumber() {
        return numeric;
    }

    double add(double delta) {
        number += delta;
        value = null;
        return number;
    }
}
