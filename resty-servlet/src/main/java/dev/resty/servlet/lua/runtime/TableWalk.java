// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;

/** Walks the entries of a table: each has a position. */
abstract class TableWalk extends TableEntries {

    TableWalk() {}

    TableWalk(int elements, int entries) {
        super(elements, entries);
    }

    /** A copy of a template. */
    TableWalk(TableWalk template) {
        super(template);
    }

    /**
     * The position of the entry after one; 0 is before the first, and given at the end. Positions stay what they are while
     * no new key is set.
     */
    public final int nextPosition(int position) {
        ColdEntries other = cold;
        if (other != null) {
            return other.next(position) + 1;
        }
        LuaValue[] all = elements;
        int i = position;
        for (; i < all.length; i++) {
            if (all[i] != null) {
                return i + 1;
            }
        }
        LuaValue[] t = slots;
        for (int slot = i - all.length << 1; slot < t.length; slot += 2) {
            if (t[slot + 1] != null) {
                return (slot >> 1) + all.length + 1;
            }
        }
        return 0;
    }

    /** Whether {@link #isAt} can tell of positions: not in weak tables. */
    public final boolean hasPositions() {
        return cold == null;
    }

    /** Whether a key still is at the position that it was found at. Never for weak tables. */
    public final boolean isAt(int position, LuaValue key) {
        if (cold != null) {
            return false;
        }
        int slot = position - 1 - elements.length << 1;
        return slot < 0
                ? key instanceof LuaInteger integer && integer.v == position
                : slot < slots.length && slots[slot] == key;
    }

    /** The key of the entry at a position. Null only where it has been collected since. */
    public final @Nullable LuaValue keyAt(int position) {
        ColdEntries other = cold;
        if (other != null) {
            return other.key(position - 1);
        }
        int slot = position - 1 - elements.length << 1;
        return slot < 0 ? LuaInteger.valueOf(position) : slots[slot];
    }

    /** The value of the entry at a position. Null where it was taken away since. */
    public final @Nullable LuaValue elementAt(int position) {
        ColdEntries other = cold;
        if (other != null) {
            return other.value(position - 1);
        }
        int slot = position - 1 - elements.length << 1;
        return slot < 0 ? elements[position - 1] : valueAt(slot);
    }

    /** The position of a key; 0 for nil, -1 for a key that isn't there, not even without a value. */
    final int position(LuaValue key) {
        if (key.isnil()) {
            return 0;
        }
        LuaValue sought = key == NegativeZero.VALUE ? ZERO : key;
        ColdEntries other = cold;
        if (other != null) {
            int found = other.position(sought);
            return found < 0 ? -1 : found + 1;
        }
        if (isElement(sought, elements.length)) {
            return ((LuaInteger) sought).v;
        }
        int slot = find(sought);
        return slot < 0 ? -1 : (slot >> 1) + elements.length + 1;
    }
}
