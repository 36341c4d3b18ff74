// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Entries by name in any case, in the order their names came. Used by one thread at a time. */
final class KeyedEntries {

    private static final int FIRST_CAPACITY = 64;

    /** In their order; null where one was removed. */
    private @Nullable Entry[] entries = new Entry[FIRST_CAPACITY];

    /** The names of {@link #entries} in lower case. */
    private Bytes[] names = new Bytes[FIRST_CAPACITY];

    /** How many of {@link #entries} were ever used. */
    private int used;

    /** Open addressing: indexes into {@link #entries} plus one, 0 for none; a power of two, at least twice the capacity. */
    private int[] table = new int[FIRST_CAPACITY * 2];

    @Nullable Entry get(Bytes key) {
        int index = index(key.lowerCase());
        return index < 0 ? null : entries[index];
    }

    /** Sets a name's entry, in its old place where it has one. */
    void put(Entry entry) {
        Bytes name = entry.key().lowerCase();
        int index = index(name);
        if (index < 0) {
            if (used == entries.length) {
                grow();
            }
            index = used++;
            names[index] = name;
            enter(index);
        }
        entries[index] = entry;
    }

    void remove(Bytes key) {
        int index = index(key.lowerCase());
        if (index >= 0) {
            entries[index] = null;
        }
    }

    void clear() {
        Arrays.fill(entries, 0, used, null);
    }

    /** How many entries there are. */
    int size() {
        int size = 0;
        for (int i = 0; i < used; i++) {
            size += entries[i] == null ? 0 : 1;
        }
        return size;
    }

    /** A copy in their order. */
    List<Entry> list() {
        List<Entry> list = new ArrayList<>(used);
        for (int i = 0; i < used; i++) {
            Entry entry = entries[i];
            if (entry != null) {
                list.add(entry);
            }
        }
        return list;
    }

    private int index(Bytes name) {
        int mask = table.length - 1;
        for (int at = spread(name) & mask; table[at] != 0; at = at + 1 & mask) {
            int index = table[at] - 1;
            if (names[index].equals(name)) {
                return index;
            }
        }
        return -1;
    }

    private void enter(int index) {
        int mask = table.length - 1;
        int at = spread(names[index]) & mask;
        while (table[at] != 0) {
            at = at + 1 & mask;
        }
        table[at] = index + 1;
    }

    private void grow() {
        entries = Arrays.copyOf(entries, used * 2);
        names = Arrays.copyOf(names, used * 2);
        table = new int[used * 4];
        for (int i = 0; i < used; i++) {
            enter(i);
        }
    }

    private static int spread(Bytes name) {
        int hash = name.hashCode() * 0x9e3779b9;
        return hash ^ hash >>> 16;
    }
}
