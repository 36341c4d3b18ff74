// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.OpenCollections;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.MatchedValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction's variables by their names, for those who aren't rules. Used by one thread at a time. */
final class VariableAccess {

    private final Variables variables;

    private final OpenCollections collections;

    VariableAccess(Variables variables, OpenCollections collections) {
        this.variables = variables;
        this.collections = collections;
    }

    /**
     * A value; null where there is none.
     *
     * @throws IllegalArgumentException for what isn't a variable
     */
    @Nullable String get(String name) {
        int dot = separator(name);
        Variable variable = known(dot < 0 ? name : name.substring(0, dot), name);
        Entry entry;
        if (!variable.isCollection()) {
            entry = variables.single(variable);
        } else {
            entry = dot < 0 ? null : variables.first(variable, Bytes.of(name.substring(dot + 1)));
        }
        return entry == null ? null : entry.value().text();
    }

    /**
     * What a target names.
     *
     * @throws IllegalArgumentException for what isn't a target
     */
    List<MatchedValue> all(String target) {
        List<Entry> entries = new ArrayList<>();
        Target.looking(target).collect(variables, entries);
        List<MatchedValue> values = new ArrayList<>(entries.size());
        entries.forEach(
                entry -> values.add(new MatchedValue(entry.name(), entry.value().text())));
        return values;
    }

    /**
     * Gives a part of a collection a value, or takes it away.
     *
     * @throws IllegalArgumentException for what can't be set
     */
    void set(String name, @Nullable String value) {
        int dot = separator(name);
        Variable variable = known(dot < 0 ? name : name.substring(0, dot), name);
        if (dot < 0 || !variable.isWritable()) {
            throw new IllegalArgumentException(
                    name + " can't be set: only parts of TX, IP, GLOBAL, SESSION, USER and RESOURCE"
                            + " can, as in tx.name");
        }
        Bytes key = Bytes.of(name.substring(dot + 1));
        boolean persistent = OpenCollections.isPersistent(variable);
        if (value == null && persistent) {
            collections.remove(variable, key);
        } else if (value == null) {
            variables.remove(variable, key);
        } else if (persistent) {
            collections.set(variable, key, Bytes.of(value));
        } else {
            variables.put(variable, key, Bytes.of(value));
        }
    }

    private static int separator(String name) {
        int dot = name.indexOf('.');
        return dot < 0 ? name.indexOf(':') : dot;
    }

    private static Variable known(String variable, String name) {
        Variable known = Variable.named(variable);
        if (known == null) {
            throw new IllegalArgumentException("unknown variable " + name);
        }
        return known;
    }
}
