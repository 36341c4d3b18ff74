// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dictionary of limited size that every worker, every script and all Java code of the process share: OpenResty's
 * {@code ngx.shared.DICT}, with its results and its error strings.
 *
 * <p>Keys are bytes; {@link DictKey} says how a string names them. Where a key is empty or over
 * {@link DictKey#MAX_LENGTH} bytes nothing is found under it and nothing is stored, and results that have an error say
 * so. Times to live have millisecond resolution, {@link Duration#ZERO} never expires, and a shorter positive one counts
 * as a millisecond. When the dict is full, writes evict the entries that were least recently used, up to thirty a
 * write; the {@code safe} ones evict nothing.
 *
 * <p>Every operation is atomic and safe for concurrent use, and sees all that finished before it. Operations on a dict in
 * another process may block for up to the store's timeout, and throw {@link StoreUnavailableException} then.
 *
 * @see <a href="https://github.com/openresty/lua-nginx-module#ngxshareddict">ngx.shared.DICT</a>
 */
public interface SharedDict {

    /** The key limit of {@link #getKeys()}. */
    int DEFAULT_KEYS = 1024;

    /** The dict's name. */
    String name();

    /**
     * Reads a live value, and makes its entry the most recently used; null where there is none.
     *
     * @throws NotAScalarException where the key holds a list
     */
    @Nullable DictValue get(String key);

    /**
     * Reads a live value with its flags and its remaining life; null where there is none. Beyond OpenResty.
     *
     * @throws NotAScalarException where the key holds a list
     */
    default @Nullable DictEntry entry(String key) {
        DictValue found = get(key);
        if (found == null) {
            return null;
        }
        TtlResult left = ttl(key);
        return left.error() != null || left.ttl().isNegative()
                ? null
                : new DictEntry(found.value(), found.flags(), left.ttl());
    }

    /**
     * Reads a value even where it has expired, as long as its entry is still there; null where it isn't.
     *
     * @throws NotAScalarException where the key holds a list
     */
    @Nullable DictValue getStale(String key);

    /**
     * Stores a value, evicting least recently used entries where the dict is full.
     *
     * @param value null deletes the entry
     * @param exptime time to live; zero never expires
     * @param flags 32 bits for the caller, returned by {@link #get}
     * @return {@code "no memory"} where thirty evictions didn't make room; the key's former entry is gone then
     * @throws IllegalArgumentException where {@code exptime} is negative
     */
    StoreResult set(String key, @Nullable LuaScalar value, Duration exptime, int flags);

    /**
     * Stores a value only where that needs no eviction.
     *
     * @return {@code "no memory"} where it would need one; the key's former entry is gone then, as in OpenResty
     * @see #set(String, LuaScalar, Duration, int)
     */
    StoreResult safeSet(String key, @Nullable LuaScalar value, Duration exptime, int flags);

    /**
     * Stores a value only where the key has no live one.
     *
     * @return {@code "exists"} where it has
     * @see #set(String, LuaScalar, Duration, int)
     */
    StoreResult add(String key, @Nullable LuaScalar value, Duration exptime, int flags);

    /**
     * Stores a value only where the key has no live one and that needs no eviction.
     *
     * @return {@code "exists"} or {@code "no memory"} where it doesn't
     * @see #set(String, LuaScalar, Duration, int)
     */
    StoreResult safeAdd(String key, @Nullable LuaScalar value, Duration exptime, int flags);

    /**
     * Stores a value only where the key has a live one.
     *
     * @return {@code "not found"} where it hasn't
     * @see #set(String, LuaScalar, Duration, int)
     */
    StoreResult replace(String key, @Nullable LuaScalar value, Duration exptime, int flags);

    /** Removes an entry; removing what isn't there is a success too. */
    StoreResult delete(String key);

    /**
     * Adds to a number, keeping its flags and its time to live.
     *
     * @return {@code "not found"} where there is no live value, {@code "not a number"} where it is of another type
     */
    IncrResult incr(String key, double delta);

    /**
     * Adds to a number, starting from {@code init} where there is no live value.
     *
     * @param init what a missing value counts as
     * @param initTtl time to live of an entry that this call creates; zero never expires
     * @return {@code "not a number"} where the value is of another type, {@code "no memory"} where a new entry finds no
     *     room
     * @throws IllegalArgumentException where {@code initTtl} is negative
     */
    IncrResult incr(String key, double delta, double init, Duration initTtl);

    /** The remaining life of an entry, without making it recently used; {@code "not found"} where it isn't there. */
    TtlResult ttl(String key);

    /**
     * Changes the remaining life of an entry, even of an expired one that is still there.
     *
     * @param exptime zero never expires; a negative one expires it at once
     * @return {@code "not found"} where it isn't there
     */
    StoreResult expire(String key, Duration exptime);

    /**
     * Puts a value at the head of a list, making the list where the key has no live value.
     *
     * @param value a string or a number
     * @return the list's new length; {@code "value not a list"} where the key holds something else, {@code "no memory"}
     *     where there is no room: as in OpenResty, a push evicts nothing
     */
    ListResult lpush(String key, LuaScalar value);

    /**
     * Puts a value at the tail of a list.
     *
     * @see #lpush
     */
    ListResult rpush(String key, LuaScalar value);

    /** Takes the value at the head of a list; with the last one the key goes. {@code "value not a list"} where it isn't. */
    PopResult lpop(String key);

    /** Takes the value at the tail of a list; with the last one the key goes. {@code "value not a list"} where it isn't. */
    PopResult rpop(String key);

    /** A list's length, 0 where the key has no live value; {@code "value not a list"} where it isn't one. */
    ListResult llen(String key);

    /**
     * Stores a value only where the key's live value equals an expected one. Beyond OpenResty.
     *
     * @param expected null where the key must have no live value
     * @param value null removes the entry
     * @return {@code "changed"} where the value is another; else as {@link #set(String, LuaScalar, Duration, int)}
     */
    StoreResult compareAndSet(
            String key, @Nullable LuaScalar expected, @Nullable LuaScalar value, Duration exptime, int flags);

    /**
     * Replaces an entry with what a function makes of it, as one atomic operation. Beyond OpenResty.
     *
     * @return the entry after that
     * @throws RuntimeException whatever the function throws; nothing has changed then
     */
    UpdateResult update(String key, DictUpdate update);

    /**
     * All live entries that are no lists, in no particular order. An entry that is there from the beginning to the end of
     * the traversal is seen once; one that comes, goes or changes meanwhile may or may not be seen. Blocks nobody: other
     * operations go on between any two entries. Beyond OpenResty.
     */
    Stream<Map.Entry<String, DictEntry>> entries();

    /**
     * Adds a listener. Beyond OpenResty.
     *
     * @return removes it again when closed
     */
    Subscription listen(DictListener listener);

    /** Counts of this dict. Beyond OpenResty. */
    DictStats stats();

    /** Whether operations go to another machine or process: they may block for up to the store's timeout. */
    default boolean remote() {
        return false;
    }

    /** This dict as one of Java values. */
    default <V> TypedDict<V> typed(Codec<V> codec) {
        return new TypedDict<>(this, codec);
    }

    /**
     * Marks all entries as expired. Most can still be read by {@link #getStale}; like OpenResty, this frees up to three of
     * the least recently used at once.
     */
    void flushAll();

    /** Removes all expired entries; returns how many. */
    default int flushExpired() {
        return flushExpired(0);
    }

    /**
     * Removes expired entries, the least recently used first.
     *
     * @param max at most so many; 0 for all
     * @return how many
     * @throws IllegalArgumentException where {@code max} is negative
     */
    int flushExpired(int max);

    /** The keys of up to {@value #DEFAULT_KEYS} live entries, the least recently used first. */
    default List<String> getKeys() {
        return getKeys(DEFAULT_KEYS);
    }

    /**
     * The keys of live entries as views of bytes, the least recently used first.
     *
     * @param max at most so many; 0 for all
     * @throws IllegalArgumentException where {@code max} is negative
     */
    List<String> getKeys(int max);

    /** The dict's size in bytes, as declared. */
    long capacity();

    /** How many bytes are free, in whole pages of 4,096. Zero doesn't mean that nothing more fits. */
    long freeSpace();

    /**
     * Reads a live value under the key that is these bytes, which are not kept. For callers that have no string: it is
     * {@link #get(String)}, and in this JVM's heap it makes none.
     */
    default @Nullable DictValue get(byte[] key, int offset, int length) {
        return get(DictKey.of(key, offset, length));
    }

    /** Stores a value under the key that is these bytes, which are not kept: {@link #set(String, LuaScalar, Duration, int)}. */
    default StoreResult set(
            byte[] key, int offset, int length, @Nullable LuaScalar value, Duration exptime, int flags) {
        return set(DictKey.of(key, offset, length), value, exptime, flags);
    }

    /** Adds to a number under the key that is these bytes, which are not kept: {@link #incr(String, double)}. */
    default IncrResult incr(byte[] key, int offset, int length, double delta) {
        return incr(DictKey.of(key, offset, length), delta);
    }

    /**
     * Adds to a number under the key that is these bytes, which are not kept:
     * {@link #incr(String, double, double, Duration)}.
     */
    default IncrResult incr(byte[] key, int offset, int length, double delta, double init, Duration initTtl) {
        return incr(DictKey.of(key, offset, length), delta, init, initTtl);
    }

    /** Stores a value that never expires. */
    default StoreResult set(String key, @Nullable LuaScalar value) {
        return set(key, value, Duration.ZERO, 0);
    }

    /** Stores a value for a time. */
    default StoreResult set(String key, @Nullable LuaScalar value, Duration exptime) {
        return set(key, value, exptime, 0);
    }

    /** Stores a text as UTF-8; it never expires. */
    default StoreResult set(String key, String text) {
        return set(key, LuaScalar.of(text), Duration.ZERO, 0);
    }

    /** Stores a text as UTF-8 for a time. */
    default StoreResult set(String key, String text, Duration exptime) {
        return set(key, LuaScalar.of(text), exptime, 0);
    }

    /** Stores bytes, a copy of them; they never expire. */
    default StoreResult set(String key, byte[] bytes) {
        return set(key, LuaScalar.of(bytes), Duration.ZERO, 0);
    }

    /** Stores bytes, a copy of them, for a time. */
    default StoreResult set(String key, byte[] bytes, Duration exptime) {
        return set(key, LuaScalar.of(bytes), exptime, 0);
    }

    /** Stores a number that never expires. */
    default StoreResult set(String key, double number) {
        return set(key, LuaScalar.of(number), Duration.ZERO, 0);
    }

    /** Stores a number for a time. */
    default StoreResult set(String key, double number, Duration exptime) {
        return set(key, LuaScalar.of(number), exptime, 0);
    }

    /**
     * Stores a number that never expires.
     *
     * @throws IllegalArgumentException where a double can't hold it exactly
     */
    default StoreResult set(String key, long number) {
        return set(key, LuaScalar.of(number), Duration.ZERO, 0);
    }

    /**
     * Stores a number for a time.
     *
     * @throws IllegalArgumentException where a double can't hold it exactly
     */
    default StoreResult set(String key, long number, Duration exptime) {
        return set(key, LuaScalar.of(number), exptime, 0);
    }

    /** Stores a boolean that never expires. */
    default StoreResult set(String key, boolean value) {
        return set(key, LuaScalar.of(value), Duration.ZERO, 0);
    }

    /** Stores a boolean for a time. */
    default StoreResult set(String key, boolean value, Duration exptime) {
        return set(key, LuaScalar.of(value), exptime, 0);
    }

    /** Stores a value for a time, only where the key has no live one. */
    default StoreResult add(String key, @Nullable LuaScalar value, Duration exptime) {
        return add(key, value, exptime, 0);
    }

    /** Stores a text as UTF-8 for a time, only where the key has no live value. */
    default StoreResult add(String key, String text, Duration exptime) {
        return add(key, LuaScalar.of(text), exptime, 0);
    }

    /** Stores a value for a time, only where the key has a live one. */
    default StoreResult replace(String key, @Nullable LuaScalar value, Duration exptime) {
        return replace(key, value, exptime, 0);
    }

    /** Adds to a number, starting from {@code init} where there is no live value; a new entry never expires. */
    default IncrResult incr(String key, double delta, double init) {
        return incr(key, delta, init, Duration.ZERO);
    }

    /** Reads a live value as text, as {@link LuaScalar#text()} has it; null where there is none. */
    default @Nullable String getString(String key) {
        DictValue found = get(key);
        return found == null ? null : found.value().text();
    }

    /** Reads a live value's bytes, as {@link LuaScalar#toBytes()} has them; null where there is none. */
    default byte @Nullable [] getBytes(String key) {
        DictValue found = get(key);
        return found == null ? null : found.value().toBytes();
    }

    /**
     * Reads a live number.
     *
     * @return {@code absent} where there is none
     * @throws IllegalStateException where the value is of another type
     */
    default double getDouble(String key, double absent) {
        DictValue found = get(key);
        if (found == null) {
            return absent;
        }
        if (found.value() instanceof LuaScalar.Num number) {
            return number.value();
        }
        throw new IllegalStateException("not a number");
    }

    /**
     * Reads a live number as a whole one, its fraction cut off.
     *
     * @return {@code absent} where there is none
     * @throws IllegalStateException where the value is of another type
     */
    default long getLong(String key, long absent) {
        DictValue found = get(key);
        if (found == null) {
            return absent;
        }
        if (found.value() instanceof LuaScalar.Num number) {
            return (long) number.value();
        }
        throw new IllegalStateException("not a number");
    }

    /**
     * Reads a live boolean.
     *
     * @return {@code absent} where there is none
     * @throws IllegalStateException where the value is of another type
     */
    default boolean getBoolean(String key, boolean absent) {
        DictValue found = get(key);
        if (found == null) {
            return absent;
        }
        if (found.value() instanceof LuaScalar.Bool bool) {
            return bool.value();
        }
        throw new IllegalStateException("not a boolean");
    }
}
