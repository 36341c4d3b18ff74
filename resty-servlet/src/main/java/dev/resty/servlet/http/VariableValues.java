// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of a request's variables that were set or computed; subrequests may have a copy, or share them. */
final class VariableValues {

    private Map<String, @Nullable String> values;
    private boolean shared;

    VariableValues() {
        this(new HashMap<>());
    }

    private VariableValues(Map<String, @Nullable String> values) {
        this.values = values;
    }

    VariableValues copy() {
        return new VariableValues(new HashMap<>(values));
    }

    /** To be called before another request has them too: subrequests at the same time run on threads of their own. */
    void share() {
        if (!shared) {
            values = Collections.synchronizedMap(values);
            shared = true;
        }
    }

    @Nullable String get(String name) {
        return values.get(name);
    }

    /** Whether it was given a value, or none. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    void put(String name, @Nullable String value) {
        values.put(name, value);
    }
}
