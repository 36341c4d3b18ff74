// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A block that is being read: what its directives have set, and the blocks inside it. */
final class Scope {

    private final Context context;
    private final @Nullable Scope parent;
    private final Position position;
    private final LocationConf.Match match;
    private final Map<Key<?>, Object> values = new HashMap<>();
    private final List<Supplier<RewriteStep>> steps = new ArrayList<>();
    private final List<Scope> locations = new ArrayList<>();

    /** A block that is no location. */
    Scope(Context context, @Nullable Scope parent, Position position) {
        this(context, parent, position, new LocationConf.Match.Implicit());
    }

    /** A block whose requests are chosen by {@code match}. */
    Scope(Context context, @Nullable Scope parent, Position position, LocationConf.Match match) {
        this.context = context;
        this.parent = parent;
        this.position = position;
        this.match = match;
    }

    Context context() {
        return context;
    }

    @Nullable Scope parent() {
        return parent;
    }

    Position position() {
        return position;
    }

    LocationConf.Match match() {
        return match;
    }

    /** The rewrite directives, made when everything is read. */
    List<Supplier<RewriteStep>> steps() {
        return steps;
    }

    /** The locations inside it, in the order they are written. */
    List<Scope> locations() {
        return locations;
    }

    /** The value of the nearest block that sets it, from here outwards. */
    <T> T get(Key<T> key) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            T value = scope.own(key);
            if (value != null) {
                return value;
            }
        }
        return key.fallback();
    }

    /** The value that this block itself sets; null for none. */
    @SuppressWarnings("unchecked")
    <T> @Nullable T own(Key<T> key) {
        return (T) values.get(key);
    }

    /** Whether any directive of this block has set a value. */
    boolean hasValues() {
        return !values.isEmpty();
    }

    /** Sets a value, whatever was there. */
    <T> void set(Key<T> key, T value) {
        values.put(key, java.util.Objects.requireNonNull(value));
    }

    /** Sets a value that may be set once in a block. */
    <T> void setOnce(Key<T> key, T value, Directive directive) {
        if (values.containsKey(key)) {
            throw directive.error(
                    "\"" + directive.name() + "\" directive is duplicate", "it may stand once in a block");
        }
        set(key, value);
    }

    /** Adds to a list; an inner block's list replaces the outer's. */
    <E> void add(Key<List<E>> key, E element) {
        List<E> list = own(key);
        if (list == null) {
            list = new ArrayList<>();
            set(key, list);
        }
        list.add(element);
    }
}
