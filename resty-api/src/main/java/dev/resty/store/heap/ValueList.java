// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.LuaScalar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The values of a list and what they count against the capacity. Guarded by the stripe's lock. */
final class ValueList {

    private final Deque<LuaScalar> values = new ArrayDeque<>();

    private long size;

    /** What one value counts. */
    static long sizeOf(LuaScalar value) {
        return HeapSharedDict.ELEMENT_OVERHEAD + EntryBytes.lengthOf(value);
    }

    /** The values from the head on. */
    List<LuaScalar> copy() {
        return new ArrayList<>(values);
    }

    int length() {
        return values.size();
    }

    /** What all values count. */
    long size() {
        return size;
    }

    void push(LuaScalar value, boolean head) {
        if (head) {
            values.addFirst(value);
        } else {
            values.addLast(value);
        }
        size += sizeOf(value);
    }

    LuaScalar pop(boolean head) {
        LuaScalar value = head ? values.removeFirst() : values.removeLast();
        size -= sizeOf(value);
        return value;
    }
}
