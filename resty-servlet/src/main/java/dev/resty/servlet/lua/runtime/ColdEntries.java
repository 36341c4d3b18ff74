// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * The entries of a table that can't be an ordinary one: its keys or values are weak, or somebody has chosen its keys such
 * that they collide. Strings are hashed whole here, with a secret of the table. Numbers, booleans and strings are never
 * collected, as in Lua. Keys have the form that {@link Table} gives them.
 */
final class ColdEntries {

    private static final int SMALLEST = 8;

    private final boolean weakKeys;
    private final boolean weakValues;
    private final int secret = ThreadLocalRandom.current().nextInt();
    private final ReferenceQueue<LuaValue> collected = new ReferenceQueue<>();

    /** Keys, themselves or as a {@link WeakKey}. */
    private @Nullable Object[] keys = new Object[SMALLEST];

    /** Values, themselves or as a {@link WeakReference}; null for entries that are gone. */
    private @Nullable Object[] values = new Object[SMALLEST];

    /** How many keys there are, those of entries that are gone too. */
    private int used;

    ColdEntries(boolean weakKeys, boolean weakValues) {
        this.weakKeys = weakKeys;
        this.weakValues = weakValues;
    }

    boolean isWeak() {
        return weakKeys || weakValues;
    }

    boolean isWeak(boolean asKeys, boolean asValues) {
        return weakKeys == asKeys && weakValues == asValues;
    }

    @Nullable LuaValue get(LuaValue key) {
        sweep();
        int i = find(key, hash(key));
        return i < 0 ? null : value(i);
    }

    void put(LuaValue key, @Nullable LuaValue value) {
        sweep();
        int hash = hash(key);
        int i = find(key, hash);
        if (i >= 0) {
            values[i] = value == null ? null : held(value);
        } else if (value != null) {
            if ((used + 1) * 2 > keys.length) {
                rebuild();
            }
            insert(weakKeys && isCollectable(key) ? new WeakKey(key, hash, collected) : key, held(value), hash);
        }
    }

    /** Takes over the entries of others. */
    void putAll(ColdEntries others) {
        for (int i = others.next(0); i >= 0; i = others.next(i + 1)) {
            LuaValue key = others.key(i);
            LuaValue value = others.value(i);
            if (key != null && value != null) {
                put(key, value);
            }
        }
    }

    /** The position of the first entry from one on; -1 at the end. */
    int next(int from) {
        for (int i = from; i < keys.length; i++) {
            if (keys[i] != null && key(i) != null && value(i) != null) {
                return i;
            }
        }
        return -1;
    }

    /** The position of a key; -1 where it isn't there, not even without a value. */
    int position(LuaValue key) {
        return find(key, hash(key));
    }

    /** The key at a position; null where it has been collected. */
    @Nullable LuaValue key(int i) {
        Object key = keys[i];
        return key instanceof WeakKey weak ? weak.get() : (LuaValue) key;
    }

    /** The value at a position; null where there is none any more. */
    @Nullable LuaValue value(int i) {
        Object value = values[i];
        return value instanceof WeakReference<?> weak ? (LuaValue) weak.get() : (LuaValue) value;
    }

    private Object held(LuaValue value) {
        return weakValues && isCollectable(value) ? new WeakReference<>(value, collected) : value;
    }

    private static boolean isCollectable(LuaValue value) {
        return !(value instanceof LuaString || value instanceof LuaNumber || value instanceof LuaBoolean);
    }

    private int find(LuaValue key, int hash) {
        int mask = keys.length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask) {
            Object at = keys[i];
            if (at == null) {
                return -1;
            }
            LuaValue there = key(i);
            if (there != null && Table.isSame(there, key)) {
                return i;
            }
        }
    }

    private void insert(Object key, Object value, int hash) {
        int mask = keys.length - 1;
        int i = hash & mask;
        while (keys[i] != null) {
            i = (i + 1) & mask;
        }
        keys[i] = key;
        values[i] = value;
        used++;
    }

    private void rebuild() {
        @Nullable Object[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        int live = 1;
        for (int i = 0; i < oldKeys.length; i++) {
            live += oldKeys[i] != null && value(i) != null ? 1 : 0;
        }
        int capacity = SMALLEST;
        while (capacity < live * 4) {
            capacity *= 2;
        }
        keys = new Object[capacity];
        values = new Object[capacity];
        used = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            Object key = oldKeys[i];
            Object value = oldValues[i];
            if (key == null || value == null || value instanceof WeakReference<?> weak && weak.get() == null) {
                continue;
            }
            if (key instanceof WeakKey weak) {
                if (weak.get() != null) {
                    insert(key, value, weak.hash);
                }
            } else {
                insert(key, value, hash((LuaValue) key));
            }
        }
    }

    /** Lets go of what belongs to collected keys and values. */
    private void sweep() {
        Reference<?> gone = collected.poll();
        if (gone == null) {
            return;
        }
        while (gone != null) {
            gone = collected.poll();
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != null && (key(i) == null || value(i) == null)) {
                values[i] = null;
            }
        }
    }

    private int hash(LuaValue key) {
        int hash;
        if (key instanceof LuaString string) {
            hash = secret;
            for (int i = string.m_offset, end = i + string.m_length; i < end; i++) {
                hash = (hash ^ string.m_bytes[i] & 0xff) * 0x01000193;
                hash = Integer.rotateLeft(hash, 5) ^ secret;
            }
        } else {
            hash = Table.hash(key) ^ secret;
        }
        hash = (hash ^ hash >>> 15) * 0x2c1b3c6d;
        return hash ^ hash >>> 13;
    }

    /** A key that the table doesn't keep alive. */
    private static final class WeakKey extends WeakReference<LuaValue> {

        final int hash;

        WeakKey(LuaValue key, int hash, ReferenceQueue<LuaValue> queue) {
            super(key, queue);
            this.hash = hash;
        }
    }
}
