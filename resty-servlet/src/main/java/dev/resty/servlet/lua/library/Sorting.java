// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Vm;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;

/**
 * {@code table.sort}: a quicksort around the median of the first, middle and last value, as Lua's own, so that values
 * which are equal to the order function come out in Lua's order too.
 */
final class Sorting {

    private static final int COMPARISONS_BETWEEN_POLLS = 1 << 12;

    /** The values from index 1; those at 0 and at the end are what an order function that isn't one may lead to. */
    private final LuaValue[] values;

    private final @Nullable LuaFunction order;
    private int comparisons;

    Sorting(LuaValue[] values, @Nullable LuaFunction order) {
        this.values = values;
        this.order = order;
    }

    /** Sorts a range: the smaller part by recursion, the larger one by going on. */
    void sort(int from, int to) {
        int low = from;
        int high = to;
        while (low < high) {
            swapIfLess(high, low);
            if (high - low == 1) {
                return;
            }
            int middle = (low + high) >>> 1;
            if (!swapIfLess(middle, low)) {
                swapIfLess(high, middle);
            }
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

    /** Swaps two values where the first is the smaller one. */
    private boolean swapIfLess(int first, int second) {
        boolean less = less(values[first], values[second]);
        if (less) {
            swap(first, second);
        }
        return less;
    }

    private int partition(int low, int high, int middle) {
        LuaValue pivot = values[middle];
        swap(middle, high - 1);
        int i = low;
        int j = high - 1;
        while (true) {
            while (less(values[++i], pivot)) {
                if (i >= high) {
                    throw invalidOrder();
                }
            }
            while (less(pivot, values[--j])) {
                if (j <= low) {
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
        LuaValue value = values[first];
        values[first] = values[second];
        values[second] = value;
    }

    private static LuaError invalidOrder() {
        return new LuaError("invalid order function for sorting");
    }

    private boolean less(LuaValue a, LuaValue b) {
        LuaFunction function = order;
        if (function != null) {
            return Operators.isTrue(function.call(a, b));
        }
        if (++comparisons == COMPARISONS_BETWEEN_POLLS) {
            comparisons = 0;
            Vm vm = Vm.current();
            if (vm != null && vm.interrupt) {
                vm.poll();
            }
        }
        return Operators.less(a, b);
    }
}
