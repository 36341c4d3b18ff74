// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.TtlResult;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A shared dict in this JVM's heap, strictly least recently used.
 *
 * <p>An entry counts its key's bytes, its value's (a number 8, a boolean 1) and {@value #ENTRY_OVERHEAD} more against
 * the capacity; what the JVM really spends on it is another matter. Differs from OpenResty: all of the capacity is for
 * entries and nothing is lost to slab sizes, so a dict holds more than one of the same size in nginx; and time to live
 * follows a monotonic clock, so setting the machine's clock expires nothing.
 *
 * <p>As in OpenResty, all operations but {@link #getStale}, {@link #ttl}, {@link #expire} and {@link #getKeys} first
 * remove up to two expired entries at the old end, a look at an entry counts as a use even where the operation then
 * refuses, and {@code forcible} is also set where what was evicted had expired.
 */
public final class HeapSharedDict implements SharedDict {

    /** What an entry counts beside its key and its value, in bytes. */
    public static final int ENTRY_OVERHEAD = 64;

    /** The smallest capacity in bytes: 12k, as in nginx. */
    public static final long MIN_CAPACITY = 12 * 1024;

    private static final int PAGE = 4096;

    private static final int MAX_EVICTIONS = 30;

    /** How many expired entries at the old end an operation removes in passing. */
    private static final int SWEEP = 2;

    /** About 73 years: far enough that a sum with the ticker's reading stays comparable. */
    private static final long LONGEST_LIFE = Long.MAX_VALUE / 4;

    private static final long MILLISECOND = 1_000_000;

    private static final String NO_MEMORY = "no memory";

    private static final String NOT_FOUND = "not found";

    /** On what a write depends. */
    private enum When {
        ALWAYS,
        ABSENT,
        PRESENT
    }

    private final ReentrantLock lock = new ReentrantLock();

    final Ticker ticker;

    final KeyWaiters waiters = new KeyWaiters(lock);

    private final HeapLocks locks = new HeapLocks(this);

    private final String name;

    private final EntryTable entries;

    /** What this operation read from the clock, where {@link #clockRead}; guarded by the lock. */
    private long reading;

    private boolean clockRead;

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
        this.ticker = ticker;
        this.entries = new EntryTable(capacity, waiters::wakeOne);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable DictValue get(String key) {
        enter();
        try {
            sweep();
            Entry entry = use(key);
            return entry == null || isExpired(entry) ? null : entry.live();
        } finally {
            leave();
        }
    }

    @Override
    public @Nullable DictValue getStale(String key) {
        enter();
        try {
            Entry entry = use(key);
            if (entry == null) {
                return null;
            }
            return isExpired(entry) ? entry.stale() : entry.live();
        } finally {
            leave();
        }
    }

    @Override
    public StoreResult set(String key, @Nullable LuaScalar value, Duration exptime, int flags) {
        return value == null ? delete(key) : store(key, value, exptime, flags, When.ALWAYS, false);
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

    @Override
    public StoreResult delete(String key) {
        enter();
        try {
            sweep();
            Entry entry = entries.find(key);
            if (entry != null) {
                entries.remove(entry);
                return StoreResult.done();
            }
        } finally {
            leave();
        }
        String error = DictKey.error(DictKey.bytesOf(key));
        return error == null ? StoreResult.done() : StoreResult.failed(error);
    }

    private StoreResult store(
            String key, @Nullable LuaScalar value, Duration exptime, int flags, When when, boolean safe) {
        long life = lifeOf("exptime", exptime);
        enter();
        try {
            sweep();
            Entry entry = use(key);
            boolean live = entry != null && !isExpired(entry);
            if (value == null) {
                String error = DictKey.error(DictKey.bytesOf(key));
                return StoreResult.failed(error == null ? "attempt to add or replace nil values" : error);
            }
            if (live ? when == When.ABSENT : when == When.PRESENT) {
                String error = live ? null : DictKey.error(DictKey.bytesOf(key));
                return StoreResult.failed(error != null ? error : live ? "exists" : NOT_FOUND);
            }
            return write(key, entry, live, value, expiryOf(life), flags, safe);
        } finally {
            leave();
        }
    }

    private StoreResult write(
            String key, @Nullable Entry entry, boolean live, LuaScalar value, long expires, int flags, boolean safe) {
        if (entry != null) {
            long size = EntryTable.sizeOf(entry.key, value);
            if (size <= entry.size) {
                entries.resize(entry, size);
                fill(entry, value, expires, flags);
                if (!live) {
                    entry.token = 0;
                }
                return StoreResult.done();
            }
        }
        String bytes = entry != null ? entry.key : DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return StoreResult.failed(error);
        }
        if (entry != null) {
            entries.remove(entry);
        }
        long size = EntryTable.sizeOf(bytes, value);
        boolean forcible = false;
        if (size > entries.free()) {
            if (safe) {
                return StoreResult.failed(NO_MEMORY);
            }
            forcible = evictFor(size);
            if (size > entries.free()) {
                return StoreResult.failed(NO_MEMORY, forcible);
            }
        }
        Entry fresh = new Entry(bytes);
        fill(fresh, value, expires, flags);
        if (entry != null && live) {
            fresh.token = entry.token;
        }
        entries.insert(fresh, size);
        return StoreResult.done(forcible);
    }

    private static void fill(Entry entry, LuaScalar value, long expires, int flags) {
        entry.value(value, flags);
        entry.expires = expires;
    }

    @Override
    public IncrResult incr(String key, double delta) {
        enter();
        try {
            sweep();
            Entry entry = use(key);
            if (entry != null && !isExpired(entry)) {
                return incrLive(entry, delta);
            }
        } finally {
            leave();
        }
        String error = DictKey.error(DictKey.bytesOf(key));
        return IncrResult.failed(error == null ? NOT_FOUND : error, false);
    }

    @Override
    public IncrResult incr(String key, double delta, double init, Duration initTtl) {
        long life = lifeOf("init_ttl", initTtl);
        enter();
        try {
            sweep();
            Entry entry = use(key);
            if (entry != null && !isExpired(entry)) {
                return incrLive(entry, delta);
            }
            double value = init + delta;
            StoreResult stored = write(key, entry, false, LuaScalar.of(value), expiryOf(life), 0, false);
            String error = stored.error();
            return error == null
                    ? new IncrResult(value, null, stored.forcible())
                    : IncrResult.failed(error, stored.forcible());
        } finally {
            leave();
        }
    }

    private static IncrResult incrLive(Entry entry, double delta) {
        return entry.isNumber() ? IncrResult.of(entry.add(delta)) : IncrResult.failed("not a number", false);
    }

    @Override
    public TtlResult ttl(String key) {
        enter();
        try {
            Entry entry = entries.find(key);
            if (entry != null) {
                return new TtlResult(remaining(entry), null);
            }
        } finally {
            leave();
        }
        return TtlResult.failed(missing(key));
    }

    @Override
    public StoreResult expire(String key, Duration exptime) {
        enter();
        try {
            Entry entry = entries.find(key);
            if (entry != null) {
                expire(entry, exptime);
                return StoreResult.done();
            }
        } finally {
            leave();
        }
        return StoreResult.failed(missing(key));
    }

    /** Changes an entry's remaining life; those who wait for its key learn of it. Under the lock. */
    void expire(Entry entry, Duration exptime) {
        entry.expires = expiryOf(exptime.isNegative() ? -nanos(exptime.negated()) : nanos(exptime));
        waiters.wakeAll(entry.key);
    }

    private static String missing(String key) {
        String error = DictKey.error(DictKey.bytesOf(key));
        return error == null ? NOT_FOUND : error;
    }

    @Override
    public void flushAll() {
        enter();
        try {
            long past = expiryOf(-MILLISECOND);
            for (Entry entry = entries.oldest(); entry != null; entry = entries.newerThan(entry)) {
                entry.expires = past;
            }
            evictOldest();
            waiters.wakeAll();
        } finally {
            leave();
        }
    }

    @Override
    public int flushExpired(int max) {
        checkMax(max);
        int flushed = 0;
        enter();
        try {
            Entry entry = entries.oldest();
            while (entry != null && (max == 0 || flushed < max)) {
                Entry next = entries.newerThan(entry);
                if (isExpired(entry)) {
                    entries.remove(entry);
                    flushed++;
                }
                entry = next;
            }
        } finally {
            leave();
        }
        return flushed;
    }

    @Override
    public List<String> getKeys(int max) {
        checkMax(max);
        List<String> keys = new ArrayList<>();
        enter();
        try {
            Entry entry = entries.oldest();
            while (entry != null && (max == 0 || keys.size() < max)) {
                if (!isExpired(entry)) {
                    keys.add(entry.key);
                }
                entry = entries.newerThan(entry);
            }
        } finally {
            leave();
        }
        return keys;
    }

    private static void checkMax(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("negative count: " + max);
        }
    }

    @Override
    public long capacity() {
        return entries.capacity();
    }

    @Override
    public long freeSpace() {
        enter();
        try {
            return entries.free() / PAGE * PAGE;
        } finally {
            leave();
        }
    }

    /** What all entries count, expired ones included, in bytes. */
    long used() {
        enter();
        try {
            return entries.capacity() - entries.free();
        } finally {
            leave();
        }
    }

    /** The locks on this dict's keys. */
    HeapLocks locks() {
        return locks;
    }

    /** Takes the lock for one operation. */
    void enter() {
        lock.lock();
        clockRead = false;
    }

    /** Gives the lock back. */
    void leave() {
        lock.unlock();
    }

    /** The clock, read once an operation and only by those that need it: that costs as much as the rest of a get. */
    private long now() {
        if (!clockRead) {
            reading = ticker.nanoTime();
            clockRead = true;
        }
        return reading;
    }

    /** Looks an entry up and makes it the most recently used. Under the lock. */
    @Nullable Entry use(String key) {
        Entry entry = entries.find(key);
        if (entry != null) {
            entries.touch(entry);
        }
        return entry;
    }

    /** Whether an entry's time is over. Under the lock. */
    boolean isExpired(Entry entry) {
        return entry.expires != Entry.NEVER && now() - entry.expires >= 0;
    }

    /** Removes an entry. Under the lock. */
    void remove(Entry entry) {
        entries.remove(entry);
    }

    /** What is left of an entry's life, up to the millisecond; zero where it never expires. */
    private Duration remaining(Entry entry) {
        if (entry.expires == Entry.NEVER) {
            return Duration.ZERO;
        }
        long left = entry.expires - now();
        // Rounded up, so that the time to live just set reads back as it was given.
        long millis = -Math.floorDiv(-left, MILLISECOND);
        return Duration.ofMillis(millis);
    }

    private void sweep() {
        for (int i = 0; i < SWEEP; i++) {
            Entry oldest = entries.oldest();
            if (oldest == null || !isExpired(oldest)) {
                return;
            }
            entries.remove(oldest);
        }
    }

    /** Whether anything was evicted; it may still not be enough. */
    private boolean evictFor(long size) {
        boolean evicted = false;
        for (int i = 0; i < MAX_EVICTIONS && size > entries.free(); i++) {
            if (!evictOldest()) {
                break;
            }
            evicted = true;
        }
        return evicted;
    }

    private boolean evictOldest() {
        Entry oldest = entries.oldest();
        if (oldest == null) {
            return false;
        }
        entries.remove(oldest);
        sweep();
        return true;
    }

    /** The reading at which a life that starts now is over. */
    private long expiryOf(long life) {
        if (life == Entry.NEVER) {
            return Entry.NEVER;
        }
        long expires = now() + life;
        return expires == Entry.NEVER ? 1 : expires;
    }

    private static long lifeOf(String argument, Duration exptime) {
        if (exptime.isNegative()) {
            throw new IllegalArgumentException("bad \"" + argument + "\" argument");
        }
        return nanos(exptime);
    }

    private static long nanos(Duration life) {
        if (life.isZero()) {
            return Entry.NEVER;
        }
        return life.getSeconds() >= LONGEST_LIFE / 1_000_000_000 ? LONGEST_LIFE : Math.max(MILLISECOND, life.toNanos());
    }
}
