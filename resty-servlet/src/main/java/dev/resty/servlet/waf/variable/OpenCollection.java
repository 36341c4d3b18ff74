// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.List;

/** A persistent collection that a transaction has read, and what it changes. Used by one thread at a time. */
final class OpenCollection {

    private static final Bytes KEY = Bytes.of("KEY");

    private static final Bytes IS_NEW = Bytes.of("IS_NEW");

    private static final Bytes CREATE_TIME = Bytes.of("CREATE_TIME");

    private static final Bytes LAST_UPDATE_TIME = Bytes.of("LAST_UPDATE_TIME");

    private static final Bytes UPDATE_COUNTER = Bytes.of("UPDATE_COUNTER");

    private static final Bytes UPDATE_RATE = Bytes.of("UPDATE_RATE");

    /** Its name can be written too: a life of its own for this collection. */
    static final Bytes TIMEOUT = Bytes.of("TIMEOUT");

    private final Variable variable;

    private final Bytes key;

    /** Its key in the dict. */
    private final String dictKey;

    private final CollectionState state;

    private final boolean isNew;

    private List<CollectionChange> changes = new ArrayList<>();

    OpenCollection(Variable variable, Bytes key, String dictKey, CollectionState state, boolean isNew) {
        this.variable = variable;
        this.key = key;
        this.dictKey = dictKey;
        this.state = state;
        this.isNew = isNew;
    }

    String dictKey() {
        return dictKey;
    }

    /** Puts what it holds into a transaction's variables. */
    void show(Variables variables, long now, long timeoutSeconds) {
        long minutes = Math.max(1, (now - state.created()) / 60);
        variables.put(variable, KEY, key);
        variables.put(variable, IS_NEW, Bytes.of(isNew ? 1 : 0));
        variables.put(variable, CREATE_TIME, Bytes.of(state.created()));
        variables.put(variable, LAST_UPDATE_TIME, Bytes.of(state.updated()));
        variables.put(variable, UPDATE_COUNTER, Bytes.of(state.updates()));
        variables.put(variable, UPDATE_RATE, Bytes.of(state.updates() / minutes));
        variables.put(variable, TIMEOUT, Bytes.of(timeoutSeconds));
        state.forEach((name, value) -> variables.put(variable, name, value));
    }

    void change(CollectionChange change, Variables variables) {
        changes.add(change);
        change.apply(state);
        if (state.has(change.name())) {
            variables.put(variable, change.name(), state.value(change.name()));
        } else {
            variables.remove(variable, change.name());
        }
    }

    /** A name's number, 0 without one. */
    long number(Bytes name) {
        return state.value(name).number();
    }

    /** Seconds since it was changed last. */
    long age(long now) {
        return Math.max(0, now - state.updated());
    }

    /** The changes since this was called last. */
    List<CollectionChange> takeChanges() {
        List<CollectionChange> taken = changes;
        changes = new ArrayList<>();
        return taken;
    }
}
