// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictKey;
import dev.resty.dict.DictListener;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.DictStats;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.PopResult;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.Subscription;
import dev.resty.dict.TtlResult;
import dev.resty.dict.UpdateResult;
import dev.resty.store.Ticker;
import dev.resty.store.heap.DictWrite.When;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shared dict in this JVM's heap, least recently used: exactly so for uses one after the other.
 *
 * <p>An entry counts its key's bytes, its value's (a number 8, a boolean 1) and {@value #ENTRY_OVERHEAD} more against
 * the capacity, a list {@value #ELEMENT_OVERHEAD} for each of its values instead of one value; the dict itself counts
 * {@value #OWN_SIZE} as in nginx, or half of a capacity under twice that. What the JVM really spends is another matter.
 * Differs from OpenResty: nothing is lost to slab sizes, so a dict holds more than one of the same size in nginx; and
 * time to live follows a monotonic clock, so setting the machine's clock expires nothing.
 *
 * <p>Differs from OpenResty: of entries that several threads use at the same moment, one may count as older than another that was
 * used up to 64 uses of each thread earlier.
 *
 * <p>As in OpenResty, all operations but {@link #getStale}, {@link #ttl}, {@link #expire} and {@link #getKeys} first
 * remove up to two expired entries at the old end, a look at an entry counts as a use even where the operation then
 * refuses, and {@code forcible} is also set where what was evicted had expired.
 */
public final class HeapSharedDict implements SharedDict {

    /** What an entry counts beside its key and its value, in bytes. */
    public static final int ENTRY_OVERHEAD = 64;

    /** What each value of a list counts beside itself, in bytes. */
    public static final int ELEMENT_OVERHEAD = 32;

    /** The smallest capacity in bytes: 12k, as in nginx. */
    public static final long MIN_CAPACITY = 12 * 1024;

    /** What the dict itself counts, in bytes: nginx too has three pages of a zone for its pool and the dict's tree. */
    public static final int OWN_SIZE = 3 * 4096;

    private static final int PAGE = 4096;

    private static final String INIT_TTL = "init_ttl";

    private final HeapTable table;

    private final HeapValues values;

    private final HeapLists lists;

    private final HeapNumbers numbers;

    private final DictWalk walk;

    private final HeapLocks locks;

    private final String name;

    private final long capacity;

    /**
     * An empty dict.
     *
     * @param capacity its size in bytes
     * @throws IllegalArgumentException where {@code capacity} is under {@link #MIN_CAPACITY}
     */
    public HeapSharedDict(String name, long capacity, Ticker ticker) {
        if (capacity < MIN_CAPACITY) {
            throw new IllegalArgumentException("invalid lua shared dict size \"" + capacity + "\" of \"" + name
                    + "\": at least " + MIN_CAPACITY + " bytes (12k)");
        }
        this.name = name;
        this.capacity = capacity;
        table = new HeapTable(capacity, ticker);
        values = new HeapValues(table);
        lists = new HeapLists(table);
        numbers = new HeapNumbers(table, values);
        walk = new DictWalk(table);
        locks = new HeapLocks(table, ticker);
    }

    @Override
    public String name() {
        return name;
    }

    /** What of a dict's size is there for entries, in bytes. */
    static long room(long capacity) {
        return capacity - Math.min(OWN_SIZE, capacity / 2);
    }

    @Override
    public @Nullable DictValue get(String key) {
        return values.get(key, table.sweep());
    }

    @Override
    public @Nullable DictValue get(byte[] key, int offset, int length) {
        return values.get(key, offset, length, table.sweep());
    }

    /**
     * A key for who uses it again and again.
     *
     * @param key bytes that can be a key; they are copied
     */
    public KnownKey known(byte[] key, int offset, int length) {
        byte[] bytes = Arrays.copyOfRange(key, offset, offset + length);
        return new KnownKey(table, values, bytes, Stripe.hash(DictKey.hash(bytes, 0, length)));
    }

    @Override
    public @Nullable DictValue getStale(String key) {
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = stripe.find(bytes, hash);
            if (slot == Slots.NONE) {
                return null;
            }
            // Another write could come between a look at its end and one at its value.
            stripe.claim(slot);
            return stripe.value(slot, stripe.isExpired(slot, table.clock));
        } finally {
            stripe.unlock();
        }
    }

    @Override
    public StoreResult set(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        if (value == null) {
            return delete(key);
        }
        long life = DictClock.life("exptime", exptime);
        long now = table.sweep();
        return values.overwrite(key, value, DictClock.expiry(life, now), flags)
                ? written(key)
                : write(key, value, life, flags, When.ALWAYS, false);
    }

    @Override
    public StoreResult set(byte[] key, int offset, int length, @Nullable LuaScalar value, Duration exptime, int flags) {
        if (value == null) {
            return delete(DictKey.of(key, offset, length));
        }
        long life = DictClock.life("exptime", exptime);
        long now = table.sweep();
        boolean written = values.overwrite(key, offset, length, value, DictClock.expiry(life, now), flags);
        if (written && table.hasNoAudience()) {
            return StoreResult.done();
        }
        String bytes = DictKey.of(key, offset, length);
        return written ? written(bytes) : write(bytes, value, life, flags, When.ALWAYS, false);
    }

    private StoreResult written(String key) {
        if (!table.hasNoAudience()) {
            table.written(DictKey.bytesOf(key));
        }
        return StoreResult.done();
    }

    @Override
    public StoreResult safeSet(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return value == null ? delete(key) : store(key, value, exptime, flags, When.ALWAYS, true);
    }

    @Override
    public StoreResult add(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return store(key, value, exptime, flags, When.ABSENT, false);
    }

    @Override
    public StoreResult safeAdd(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return store(key, value, exptime, flags, When.ABSENT, true);
    }

    @Override
    public StoreResult replace(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return store(key, value, exptime, flags, When.PRESENT, false);
    }

    private StoreResult store(
            String key, @Nullable LuaScalar value, Duration exptime, int flags, When when, boolean safe) {
        long life = DictClock.life("exptime", exptime);
        table.sweep();
        if (value == null) {
            String error = DictKey.error(DictKey.bytesOf(key));
            return StoreResult.failed(error == null ? "attempt to add or replace nil values" : error);
        }
        return write(key, value, life, flags, when, safe);
    }

    private StoreResult write(String key, LuaScalar value, long life, int flags, When when, boolean safe) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        return error == null
                ? new DictWrite(table, bytes, value, life, flags, when, safe).run()
                : StoreResult.failed(error);
    }

    @Override
    public StoreResult delete(String key) {
        table.sweep();
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = stripe.find(bytes, hash);
            if (slot == Slots.NONE) {
                String error = DictKey.error(bytes);
                return error == null ? StoreResult.done() : StoreResult.failed(error);
            }
            table.space.reserve(-stripe.remove(slot));
        } finally {
            stripe.unlock();
        }
        table.removed(bytes, Event.DELETED);
        return StoreResult.done();
    }

    @Override
    public StoreResult compareAndSet(
            String key, @Nullable LuaScalar expected, @Nullable LuaScalar value, Duration exptime, int flags) {
        long life = DictClock.life("exptime", exptime);
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return StoreResult.failed(error);
        }
        table.sweep();
        return new DictWrite(table, bytes, value, life, flags, When.EQUAL, false)
                .expecting(expected)
                .run();
    }

    @Override
    public UpdateResult update(String key, DictUpdate update) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return UpdateResult.failed(error, false);
        }
        table.sweep();
        return new DictChange(table, bytes, update).run();
    }

    @Override
    public IncrResult incr(String key, double delta) {
        return numbers.add(key, delta);
    }

    @Override
    public IncrResult incr(byte[] key, int offset, int length, double delta) {
        return numbers.add(key, offset, length, delta);
    }

    @Override
    public IncrResult incr(String key, double delta, double init, Duration initTtl) {
        return numbers.add(key, delta, init, DictClock.life(INIT_TTL, initTtl));
    }

    @Override
    public IncrResult incr(byte[] key, int offset, int length, double delta, double init, Duration initTtl) {
        return numbers.add(key, offset, length, delta, init, DictClock.life(INIT_TTL, initTtl));
    }

    @Override
    public TtlResult ttl(String key) {
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = stripe.find(bytes, hash);
            return slot == Slots.NONE
                    ? TtlResult.failed(missing(bytes))
                    : new TtlResult(table.remaining(stripe, slot), null);
        } finally {
            stripe.unlock();
        }
    }

    @Override
    public StoreResult expire(String key, Duration exptime) {
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = stripe.find(bytes, hash);
            if (slot == Slots.NONE) {
                return StoreResult.failed(missing(bytes));
            }
            stripe.expires(slot, table.clock.expiry(exptime));
        } finally {
            stripe.unlock();
        }
        table.waiters.wakeAll(bytes);
        return StoreResult.done();
    }

    /** Why there is nothing under a key. */
    static String missing(String key) {
        String error = DictKey.error(key);
        return error == null ? DictWrite.NOT_FOUND : error;
    }

    @Override
    public void flushAll() {
        table.flush();
    }

    @Override
    public int flushExpired(int max) {
        checkMax(max);
        return max == 0 ? walk.flushExpired() : walk.flushExpired(max);
    }

    @Override
    public List<String> getKeys(int max) {
        checkMax(max);
        return walk.keys(max);
    }

    private static void checkMax(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("negative count: " + max);
        }
    }

    @Override
    public ListResult lpush(String key, LuaScalar value) {
        return lists.push(key, value, true);
    }

    @Override
    public ListResult rpush(String key, LuaScalar value) {
        return lists.push(key, value, false);
    }

    @Override
    public PopResult lpop(String key) {
        return lists.pop(key, true);
    }

    @Override
    public PopResult rpop(String key) {
        return lists.pop(key, false);
    }

    @Override
    public ListResult llen(String key) {
        return lists.length(key);
    }

    @Override
    public Stream<Map.Entry<String, DictEntry>> entries() {
        return walk.entries();
    }

    @Override
    public Subscription listen(DictListener listener) {
        return table.listeners.add(listener);
    }

    @Override
    public DictStats stats() {
        return table.stats();
    }

    @Override
    public long capacity() {
        return capacity;
    }

    @Override
    public long freeSpace() {
        return (room(capacity) - table.used()) / PAGE * PAGE;
    }

    /** What all entries count, expired ones included, in bytes. */
    long used() {
        return table.used();
    }

    /** A number that grows with each change, as {@link HeapTable#changes} has it. */
    long changes() {
        return table.changes();
    }

    /** Looks at entries without keeping anybody waiting. */
    DictWalk walk() {
        return walk;
    }

    /** The time by the clock that entries expire by. */
    long now() {
        return table.clock.now();
    }

    /** The locks on this dict's keys. */
    HeapLocks locks() {
        return locks;
    }
}
