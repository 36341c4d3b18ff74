// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variables of one transaction. Used by one thread at a time. */
public final class Variables {

    private final @Nullable Entry[] singles = new Entry[Variable.values().length];

    private final @Nullable List<Entry>[] collections = newLists();

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable List<Entry>[] newLists() {
        return new List[Variable.values().length];
    }

    /** A single variable's entry; null where it has no value. */
    public @Nullable Entry single(Variable variable) {
        return singles[variable.ordinal()];
    }

    /** Gives a single variable a value. */
    public void set(Variable variable, Bytes value) {
        singles[variable.ordinal()] = new Entry(variable, Bytes.EMPTY, value);
    }

    /** A collection's entries in their order; not to be changed. */
    public List<Entry> all(Variable collection) {
        List<Entry> entries = collections[collection.ordinal()];
        return entries == null ? List.of() : entries;
    }

    /** Adds an entry to a collection; names may repeat. */
    public void add(Variable collection, Bytes key, Bytes value) {
        List<Entry> entries = collections[collection.ordinal()];
        if (entries == null) {
            entries = new ArrayList<>();
            collections[collection.ordinal()] = entries;
        }
        entries.add(new Entry(collection, key, value));
    }

    /** The first entry of a name in any case; null where there is none. */
    public @Nullable Entry first(Variable collection, Bytes key) {
        for (Entry entry : all(collection)) {
            if (entry.key().equalsIgnoreCase(key)) {
                return entry;
            }
        }
        return null;
    }
}
