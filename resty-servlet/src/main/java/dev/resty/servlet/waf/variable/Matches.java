// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the rule that is run, with the links of its chain, has matched on: MATCHED_VAR and its relatives. */
final class Matches {

    private final List<Entry> entries = new ArrayList<>();

    private final List<Bytes> values = new ArrayList<>();

    private @Nullable Entry last;

    private @Nullable Bytes lastValue;

    void add(Entry entry, Bytes value) {
        entries.add(entry);
        values.add(value);
        last = entry;
        lastValue = value;
    }

    /** Forgets all but the last one. */
    void clear() {
        entries.clear();
        values.clear();
    }

    int count() {
        return entries.size();
    }

    @Nullable Bytes single(Variable variable) {
        if (last == null) {
            return null;
        }
        return variable == Variable.MATCHED_VAR ? lastValue : last.nameBytes();
    }

    /** MATCHED_VARS, or MATCHED_VARS_NAMES. */
    List<Entry> collection(Variable collection) {
        List<Entry> list = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            Bytes name = entries.get(i).nameBytes();
            list.add(new Entry(collection, name, collection == Variable.MATCHED_VARS ? values.get(i) : name));
        }
        return list;
    }
}
