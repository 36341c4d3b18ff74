// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SharedDict} whose values are Java objects, stored as the bytes that a codec makes of them. Scripts see those
 * bytes. What a codec throws reaches the caller. Safe for concurrent use.
 */
public final class TypedDict<V> {

    private final SharedDict dict;

    private final Codec<V> codec;

    TypedDict(SharedDict dict, Codec<V> codec) {
        this.dict = dict;
        this.codec = codec;
    }

    /** Reads a live value; null where there is none. */
    public @Nullable V get(String key) {
        DictValue found = dict.get(key);
        return found == null ? null : decode(found.value());
    }

    /** Stores a value that never expires; null removes it. */
    public StoreResult set(String key, @Nullable V value) {
        return set(key, value, Duration.ZERO);
    }

    /** Stores a value for a time; null removes it. */
    public StoreResult set(String key, @Nullable V value, Duration exptime) {
        return dict.set(key, encode(value), exptime, 0);
    }

    /** Stores a value for a time, only where the key has no live one: {@code "exists"} where it has. */
    public StoreResult add(String key, V value, Duration exptime) {
        return dict.add(key, encode(value), exptime, 0);
    }

    /** Stores a value for a time, only where the key has a live one: {@code "not found"} where it hasn't. */
    public StoreResult replace(String key, V value, Duration exptime) {
        return dict.replace(key, encode(value), exptime, 0);
    }

    /** Removes a value. */
    public StoreResult delete(String key) {
        return dict.delete(key);
    }

    /**
     * Stores a value only where the live one has the same bytes as an expected one.
     *
     * @param expected null where there must be none
     * @param value null removes it
     * @return {@code "changed"} where it has others
     */
    public StoreResult compareAndSet(String key, @Nullable V expected, @Nullable V value, Duration exptime) {
        return dict.compareAndSet(key, encode(expected), encode(value), exptime, 0);
    }

    /**
     * Replaces a value with what a function makes of it, as one atomic operation; its time to live stays.
     *
     * @param update gets null where there is no live value, and may return null to remove it; see {@link DictUpdate} for
     *     what it may do
     * @return the value after that
     * @throws DictException where it can't be stored
     */
    public @Nullable V update(String key, UnaryOperator<@Nullable V> update) {
        UpdateResult result = dict.update(key, current -> {
            V next = update.apply(current == null ? null : decode(current.value()));
            if (next == null) {
                return null;
            }
            LuaScalar bytes = LuaScalar.wrap(codec.encode(next));
            return current == null ? DictEntry.of(bytes) : current.withValue(bytes);
        });
        if (result.error() != null) {
            throw new DictException(result.error());
        }
        DictEntry entry = result.entry();
        return entry == null ? null : decode(entry.value());
    }

    /** The dict itself. */
    public SharedDict dict() {
        return dict;
    }

    private @Nullable LuaScalar encode(@Nullable V value) {
        return value == null ? null : LuaScalar.wrap(codec.encode(value));
    }

    private V decode(LuaScalar value) {
        return codec.decode(value instanceof LuaScalar.Bytes bytes ? bytes.array() : value.toBytes());
    }
}
