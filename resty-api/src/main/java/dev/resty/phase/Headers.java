// SPDX-License-Identifier: Apache-2.0
package dev.resty.phase;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The header fields of a request or response in their order, with names compared without regard to case. Names and
 * values are ISO-8859-1 views of the bytes. Not safe for concurrent use.
 */
public final class Headers {

    private String[] fields = new String[32];
    private int size;

    /** The number of fields, repeated ones counted each. */
    public int size() {
        return size >> 1;
    }

    /** The name of field {@code i}, as it was written. */
    public String name(int i) {
        return fields[Objects.checkIndex(i, size()) << 1];
    }

    /** The value of field {@code i}. */
    public String value(int i) {
        return fields[(Objects.checkIndex(i, size()) << 1) + 1];
    }

    /** The first value of a name, or null. */
    public @Nullable String get(String name) {
        int i = indexOf(name, 0);
        return i < 0 ? null : fields[i + 1];
    }

    /** All values of a name in their order; empty where there is none. */
    public List<String> getAll(String name) {
        List<String> values = new ArrayList<>(2);
        for (int i = indexOf(name, 0); i >= 0; i = indexOf(name, i + 2)) {
            values.add(fields[i + 1]);
        }
        return values;
    }

    /** Whether a field of that name is there. */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /** Replaces every field of that name by one, in the first one's place. */
    public void set(String name, String value) {
        int i = indexOf(name, 0);
        if (i < 0) {
            add(name, value);
            return;
        }
        fields[i] = name;
        fields[i + 1] = value;
        removeFrom(name, i + 2);
    }

    /** Appends a field, whatever is there. */
    public void add(String name, String value) {
        if (size == fields.length) {
            String[] grown = new String[size * 2];
            System.arraycopy(fields, 0, grown, 0, size);
            fields = grown;
        }
        fields[size++] = Objects.requireNonNull(name);
        fields[size++] = Objects.requireNonNull(value);
    }

    /** Removes every field of that name. */
    public void remove(String name) {
        removeFrom(name, 0);
    }

    /** Removes every field. */
    public void clear() {
        size = 0;
    }

    /** Calls {@code action} with the name and value of each field in order. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < size; i += 2) {
            action.accept(fields[i], fields[i + 1]);
        }
    }

    private int indexOf(String name, int from) {
        for (int i = from; i < size; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private void removeFrom(String name, int from) {
        int kept = from;
        for (int i = from; i < size; i += 2) {
            if (!fields[i].equalsIgnoreCase(name)) {
                fields[kept] = fields[i];
                fields[kept + 1] = fields[i + 1];
                kept += 2;
            }
        }
        size = kept;
    }
}
