// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * {@code table.sort}: a quicksort in place around the median of the first, middle and last value, as Lua's own, so that
 * values which are equal to the order function come out in Lua's order too.
 */
final class TableSort {

    private final LuaTable table;
    private final @Nullable LuaValue order;

    TableSort(LuaTable table, @Nullable LuaValue order) {
        this.table = table;
        this.order = order;
    }

    /** Sorts a range: the smaller part by recursion, the larger one by going on. */
    void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            swapIfLess(low, high);
            if (high - low == 1) {
                return;
            }
            int middle = (low + high) >>> 1;
            swapIfLess(low, middle);
            swapIfLess(middle, high);
            if (high - low == 2) {
                return;
            }
            int pivot = partition(low, high, middle);
            if (pivot - low < high - pivot) {
                sort(low, pivot - 1);
                low = pivot + 1;
            } else {
                sort(pivot + 1, high);
                high = pivot - 1;
            }
        }
    }

    /** Puts the smaller of two values first. */
    private void swapIfLess(int first, int second) {
        LuaValue a = table.rawget(first);
        LuaValue b = table.rawget(second);
        if (less(b, a)) {
            table.rawset(first, b);
            table.rawset(second, a);
        }
    }

    private int partition(int low, int high, int middle) {
        LuaValue pivot = table.rawget(middle);
        swap(middle, high - 1);
        int i = low;
        int j = high - 1;
        while (true) {
            while (less(table.rawget(++i), pivot)) {
                if (i > high) {
                    throw invalidOrder();
                }
            }
            while (less(pivot, table.rawget(--j))) {
                if (j < low) {
                    throw invalidOrder();
                }
            }
            if (j < i) {
                break;
            }
            swap(i, j);
        }
        swap(high - 1, i);
        return i;
    }

    private void swap(int first, int second) {
        LuaValue a = table.rawget(first);
        table.rawset(first, table.rawget(second));
        table.rawset(second, a);
    }

    private static LuaError invalidOrder() {
        return new LuaError("invalid order function for sorting");
    }

    private boolean less(LuaValue a, LuaValue b) {
        if (order != null) {
            return order.call(a, b).toboolean();
        }
        if (a instanceof LuaString x && b instanceof LuaString y) {
            return java.util.Arrays.compareUnsigned(
                            x.m_bytes,
                            x.m_offset,
                            x.m_offset + x.m_length,
                            y.m_bytes,
                            y.m_offset,
                            y.m_offset + y.m_length)
                    < 0;
        }
        if (a.type() == LuaValue.TNUMBER && b.type() == LuaValue.TNUMBER) {
            return a.todouble() < b.todouble();
        }
        if (a.type() != b.type() || a.isnil() || a.isboolean()) {
            throw new LuaError(
                    a.type() == b.type()
                            ? "attempt to compare two " + a.typename() + " values"
                            : "attempt to compare " + a.typename() + " with " + b.typename());
        }
        return a.lt_b(b);
    }
}
