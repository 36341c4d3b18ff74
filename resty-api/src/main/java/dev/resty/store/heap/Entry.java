// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** One entry of a {@link HeapSharedDict}, a link of its {@link LruQueue}. Guarded by the dict's lock. */
final class Entry {

    final String key;

    /** What it counts against the dict's capacity. */
    long size;

    /** When it expires, as {@link EntryClock} has it. */
    long expires;

    /** Names the owner of a lock whose key this is; 0 for any other entry. */
    long token;

    Entry newer = this;

    Entry older = this;

    /** The values of a list; null for any other entry. */
    @Nullable Deque<LuaScalar> list;

    private LuaScalar value = LuaScalar.of(false);

    /** The value where it is a number; {@link #value} may lag behind it. */
    private double number;

    private boolean numeric;

    private int flags;

    /** What readers get, made by the first that asks; null after a change. */
    private @Nullable DictValue live;

    Entry(String key) {
        this.key = key;
    }

    void value(LuaScalar newValue, int newFlags) {
        value = newValue;
        numeric = newValue instanceof LuaScalar.Num;
        number = newValue instanceof LuaScalar.Num num ? num.value() : 0;
        flags = newFlags;
        live = null;
    }

    DictValue live() {
        DictValue known = live;
        if (known == null) {
            known = new DictValue(numeric ? LuaScalar.of(number) : value, flags, false);
            live = known;
        }
        return known;
    }

    DictValue stale() {
        return new DictValue(live().value(), flags, true);
    }

    boolean isNumber() {
        return numeric;
    }

    double add(double delta) {
        number += delta;
        live = null;
        return number;
    }
}
