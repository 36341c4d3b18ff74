// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The persistent collections that one transaction has opened: IP, GLOBAL, SESSION, USER and RESOURCE. They are read when
 * they are opened; what is changed is seen by this transaction's variables at once, and by others after {@link #store}.
 * Changes of a number by a difference add up with those that other transactions make meanwhile, on whatever node. Used by
 * one thread at a time.
 */
public final class OpenCollections {

    private final CollectionStore store;

    private final Variables variables;

    private final Bytes application;

    private final Duration timeout;

    private final Map<Variable, OpenCollection> open = new EnumMap<>(Variable.class);

    /**
     * A transaction's.
     *
     * @param application {@code SecWebAppId}: sessions and users of one aren't those of another
     * @param timeout how long a collection lives without being changed, {@code SecCollectionTimeout}
     */
    public OpenCollections(CollectionStore store, Variables variables, Bytes application, Duration timeout) {
        this.store = store;
        this.variables = variables;
        this.application = application;
        this.timeout = timeout;
    }

    /** Whether a variable is one of the persistent collections. */
    public static boolean isPersistent(Variable variable) {
        return switch (variable) {
            case IP, GLOBAL, SESSION, USER, RESOURCE -> true;
            default -> false;
        };
    }

    /**
     * Opens a collection; one that is open stays as it is. May block for as long as the dict does.
     *
     * @param key whose collection it is, such as a client's address; nothing is opened where it is empty
     */
    public void open(Variable collection, Bytes key) {
        if (open.containsKey(collection) || key.isEmpty()) {
            return;
        }
        boolean ofApplication = collection == Variable.SESSION || collection == Variable.USER;
        OpenCollection opened = store.open(collection, ofApplication ? application : Bytes.EMPTY, key);
        open.put(collection, opened);
        opened.show(variables, store.seconds(), timeout.toSeconds());
    }

    /** Whether a collection is open. Changes of one that isn't have no effect. */
    public boolean isOpen(Variable collection) {
        return open.containsKey(collection);
    }

    /** Gives a name a value. */
    public void set(Variable collection, Bytes name, Bytes value) {
        change(collection, new CollectionChange.Set(name, value));
    }

    /** Adds to a name's number, which is 0 where there is none. */
    public void add(Variable collection, Bytes name, long difference) {
        change(collection, new CollectionChange.Add(name, difference));
    }

    /** Takes a name away. */
    public void remove(Variable collection, Bytes name) {
        change(collection, new CollectionChange.Remove(name));
    }

    /** Lets a name vanish after some seconds from now. */
    public void expire(Variable collection, Bytes name, long seconds) {
        change(collection, new CollectionChange.Expire(name, store.seconds() + seconds));
    }

    /** Lessens a name's number by an amount for each period since its collection was changed last; not below 0. */
    public void deprecate(Variable collection, Bytes name, long amount, long periodSeconds) {
        @Nullable OpenCollection opened = open.get(collection);
        if (opened == null) {
            return;
        }
        long number = opened.number(name);
        long less = Math.min(number, opened.age(store.seconds()) / periodSeconds * amount);
        if (less > 0) {
            add(collection, name, -less);
        }
    }

    private void change(Variable collection, CollectionChange change) {
        @Nullable OpenCollection opened = open.get(collection);
        if (opened != null) {
            opened.change(change, variables);
        }
    }

    /** Writes what was changed. Later calls write what was changed since. May block for as long as the dict does. */
    public void store() {
        for (OpenCollection opened : open.values()) {
            store.store(opened, timeout);
        }
    }
}
