// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaValue;

/**
 * How long the array part of a table should be: the largest power of two of which more than half would be in use, as in
 * LuaJIT. What {@code #} finds in a table with holes depends on it.
 */
final class ArrayLength {

    private ArrayLength() {}

    /** The best length for a table's elements and a new key; never less than the length it has. */
    static int best(TableEntries table, LuaValue newKey) {
        // How many keys there are from 2^(i) + 1 to 2^(i + 1); 1 counts to the first two.
        int[] counts = new int[32];
        int all = count(newKey, counts);
        LuaValue[] elements = table.elements;
        for (int i = 0; i < elements.length; i++) {
            if (elements[i] != null) {
                counts[power(i + 1)]++;
                all++;
            }
        }
        LuaValue[] slots = table.slots;
        for (int i = 0; i < slots.length; i += 2) {
            if (slots[i + 1] != null) {
                all += count(slots[i], counts);
            }
        }
        int best = 0;
        int sum = 0;
        for (int i = 0; i < 28 && 2L * all > 1L << i && sum != all; i++) {
            sum += counts[i];
            if (counts[i] > 0 && 2L * sum > 1L << i) {
                best = 2 << i;
            }
        }
        return Math.max(best, elements.length);
    }

    private static int count(LuaValue key, int[] counts) {
        if (key instanceof LuaInteger integer && integer.v > 0) {
            counts[power(integer.v)]++;
            return 1;
        }
        return 0;
    }

    private static int power(int key) {
        return key <= 2 ? 0 : 31 - Integer.numberOfLeadingZeros(key - 1);
    }
}
