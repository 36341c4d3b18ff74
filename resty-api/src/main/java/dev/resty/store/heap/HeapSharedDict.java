// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictKey;
import dev.resty.dict.DictListener;
import dev.resty.dict.DictStats;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.IncrResult;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.NotAScalarException;
import dev.resty.dict.PopResult;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.Subscription;
import dev.resty.dict.TtlResult;
import dev.resty.dict.UpdateResult;
import dev.resty.store.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A shared dict in this JVM's heap, strictly least recently used.
 *
 * <p>An entry counts its key's bytes, its value's (a number 8, a boolean 1) and {@value #ENTRY_OVERHEAD} more against
 * the capacity, a list {@value #ELEMENT_OVERHEAD} for each of its values instead of one value; what the JVM really
 * spends is another matter. Differs from OpenResty: all of the capacity is for
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

    /** What each value of a list counts beside itself, in bytes. */
    public static final int ELEMENT_OVERHEAD = 32;

    /** The smallest capacity in bytes: 12k, as in nginx. */
    public static final long MIN_CAPACITY = 12 * 1024;

    private static final int PAGE = 4096;

    private static final int MAX_EVICTIONS = 30;

    /** How many expired entries at the old end an operation removes in passing. */
    private static final int SWEEP = 2;

    private static final String NO_MEMORY = "no memory";

    private static final String NOT_FOUND = "not found";

    private static final String NOT_A_LIST = "value not a list";

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

    private final EntryClock clock;

    private final Listeners listeners = new Listeners();

    /** What listeners are to hear after the operation. Guarded by the lock, like the counts. */
    private final List<Runnable> pending = new ArrayList<>();

    private long hits;

    private long misses;

    private long writes;

    private long refused;

    private long evictions;

    private long expirations;

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
        this.clock = new EntryClock(ticker);
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
            if (entry == null || isExpired(entry)) {
                misses++;
                return null;
            }
            hits++;
            scalarOnly(entry);
            return entry.live();
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
            scalarOnly(entry);
            return isExpired(entry) ? entry.stale() : entry.live();
        } finally {
            leave();
        }
    }

    private static void scalarOnly(Entry entry) {
        if (entry.list != null) {
            throw new NotAScalarException();
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
                remove(entry);
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
        long life = EntryClock.life("exptime", exptime);
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
            return write(key, entry, live, value, clock.expiry(life), flags, safe);
        } finally {
            leave();
        }
    }

    private StoreResult write(
            String key, @Nullable Entry entry, boolean live, LuaScalar value, long expires, int flags, boolean safe) {
        if (entry != null && entry.list == null) {
            long size = EntryTable.sizeOf(entry.key, value);
            if (size <= entry.size) {
                entries.resize(entry, size);
                fill(entry, value, expires, flags);
                if (live) {
                    waiters.wakeAll(entry.key);
                } else {
                    entry.token = 0;
                }
                written(entry.key);
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
            forcible = !safe && evictFor(size);
            if (size > entries.free()) {
                refused++;
                return StoreResult.failed(NO_MEMORY, forcible);
            }
        }
        Entry fresh = new Entry(bytes);
        fill(fresh, value, expires, flags);
        if (entry != null && live) {
            fresh.token = entry.token;
        }
        entries.insert(fresh, size);
        written(bytes);
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
        long life = EntryClock.life("init_ttl", initTtl);
        enter();
        try {
            sweep();
            Entry entry = use(key);
            if (entry != null && !isExpired(entry)) {
                return incrLive(entry, delta);
            }
            double value = init + delta;
            StoreResult stored = write(key, entry, false, LuaScalar.of(value), clock.expiry(life), 0, false);
            String error = stored.error();
            return error == null
                    ? new IncrResult(value, null, stored.forcible())
                    : IncrResult.failed(error, stored.forcible());
        } finally {
            leave();
        }
    }

    private IncrResult incrLive(Entry entry, double delta) {
        if (!entry.isNumber()) {
            return IncrResult.failed("not a number", false);
        }
        written(entry.key);
        return IncrResult.of(entry.add(delta));
    }

    @Override
    public TtlResult ttl(String key) {
        enter();
        try {
            Entry entry = entries.find(key);
            if (entry != null) {
                return new TtlResult(clock.remaining(entry.expires), null);
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
        entry.expires = clock.expiry(exptime);
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
            long past = clock.past();
            for (Entry entry = entries.oldest(); entry != null; entry = entries.newerThan(entry)) {
                entry.expires = past;
            }
            evictOldest();
            waiters.wakeAll();
            event(DictListener.Event.FLUSHED, "");
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
                    discard(entry);
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

    @Override
    public ListResult lpush(String key, LuaScalar value) {
        return push(key, value, true);
    }

    @Override
    public ListResult rpush(String key, LuaScalar value) {
        return push(key, value, false);
    }

    private ListResult push(String key, LuaScalar value, boolean head) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return ListResult.failed(error);
        }
        if (!(value instanceof LuaScalar.Num || value instanceof LuaScalar.Bytes)) {
            return ListResult.failed("bad value type");
        }
        enter();
        try {
            sweep();
            Entry entry = use(bytes);
            if (entry != null && isExpired(entry)) {
                discard(entry);
                entry = null;
            }
            if (entry != null && entry.list == null) {
                return ListResult.failed(NOT_A_LIST);
            }
            long more = EntryTable.sizeOf(value) + (entry == null ? EntryTable.sizeOf(bytes) : 0);
            if (more > entries.free()) {
                refused++;
                return ListResult.failed(NO_MEMORY);
            }
            if (entry == null) {
                entry = new Entry(bytes);
                entry.list = new ArrayDeque<>();
                entries.insert(entry, more);
            } else {
                entries.resize(entry, entry.size + more);
            }
            Deque<LuaScalar> list = Objects.requireNonNull(entry.list);
            if (head) {
                list.addFirst(value);
            } else {
                list.addLast(value);
            }
            written(bytes);
            return ListResult.of(list.size());
        } finally {
            leave();
        }
    }

    @Override
    public PopResult lpop(String key) {
        return pop(key, Deque::removeFirst);
    }

    @Override
    public PopResult rpop(String key) {
        return pop(key, Deque::removeLast);
    }

    private PopResult pop(String key, Function<Deque<LuaScalar>, LuaScalar> end) {
        enter();
        try {
            sweep();
            Entry entry = use(key);
            if (entry != null && !isExpired(entry)) {
                if (entry.list == null) {
                    return PopResult.failed(NOT_A_LIST);
                }
                LuaScalar value = end.apply(entry.list);
                if (entry.list.isEmpty()) {
                    remove(entry);
                } else {
                    entries.resize(entry, entry.size - EntryTable.sizeOf(value));
                    written(entry.key);
                }
                return PopResult.of(value);
            }
        } finally {
            leave();
        }
        String error = DictKey.error(DictKey.bytesOf(key));
        return error == null ? PopResult.of(null) : PopResult.failed(error);
    }

    @Override
    public ListResult llen(String key) {
        enter();
        try {
            sweep();
            Entry entry = use(key);
            if (entry != null && !isExpired(entry)) {
                return entry.list == null ? ListResult.failed(NOT_A_LIST) : ListResult.of(entry.list.size());
            }
        } finally {
            leave();
        }
        String error = DictKey.error(DictKey.bytesOf(key));
        return error == null ? ListResult.of(0) : ListResult.failed(error);
    }

    @Override
    public StoreResult compareAndSet(
            String key, @Nullable LuaScalar expected, @Nullable LuaScalar value, Duration exptime, int flags) {
        enter();
        try {
            DictValue current;
            try {
                current = get(key);
            } catch (NotAScalarException e) {
                return StoreResult.failed("changed");
            }
            if (!Objects.equals(expected, current == null ? null : current.value())) {
                return StoreResult.failed("changed");
            }
            return set(key, value, exptime, flags);
        } finally {
            leave();
        }
    }

    @Override
    public UpdateResult update(String key, DictUpdate update) {
        enter();
        try {
            DictValue value;
            try {
                value = get(key);
            } catch (NotAScalarException e) {
                return UpdateResult.failed(Objects.requireNonNull(e.getMessage()), false);
            }
            DictEntry current = value == null ? null : new DictEntry(value.value(), value.flags(), ttl(key).ttl());
            DictEntry next = update.apply(current);
            if (next == current) {
                return UpdateResult.done(current, false);
            }
            StoreResult stored = next == null ? delete(key) : set(key, next.value(), next.ttl(), next.flags());
            String error = stored.error();
            return error == null
                    ? UpdateResult.done(next, stored.forcible())
                    : UpdateResult.failed(error, stored.forcible());
        } finally {
            leave();
        }
    }

    @Override
    public Stream<Map.Entry<String, DictEntry>> entries() {
        return getKeys(0).stream().map(this::scalar).filter(Objects::nonNull).map(Objects::requireNonNull);
    }

    private Map.@Nullable Entry<String, DictEntry> scalar(String key) {
        enter();
        try {
            Entry entry = entries.find(key);
            if (entry == null || entry.list != null || isExpired(entry)) {
                return null;
            }
            DictValue value = entry.live();
            return Map.entry(key, new DictEntry(value.value(), value.flags(), clock.remaining(entry.expires)));
        } finally {
            leave();
        }
    }

    @Override
    public Subscription listen(DictListener listener) {
        return listeners.add(listener);
    }

    @Override
    public DictStats stats() {
        enter();
        try {
            return new DictStats(
                    entries.count(),
                    entries.capacity() - entries.free(),
                    hits,
                    misses,
                    writes,
                    refused,
                    evictions,
                    expirations);
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
        clock.begin();
    }

    /** Gives the lock back. */
    void leave() {
        if (pending.isEmpty() || lock.getHoldCount() > 1) {
            lock.unlock();
            return;
        }
        List<Runnable> events = List.copyOf(pending);
        pending.clear();
        lock.unlock();
        events.forEach(Runnable::run);
    }

    private void written(String key) {
        writes++;
        event(DictListener.Event.STORED, key);
    }

    private void event(DictListener.Event event, String key) {
        if (!listeners.isEmpty()) {
            pending.add(() -> listeners.deliver(event, key));
        }
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
        return clock.isOver(entry.expires);
    }

    /** What is left of an entry's life in nanoseconds. Under the lock. */
    long nanosLeft(Entry entry) {
        return clock.nanosLeft(entry.expires);
    }

    /** Removes an entry. Under the lock. */
    void remove(Entry entry) {
        entries.remove(entry);
        event(DictListener.Event.DELETED, entry.key);
    }

    private void discard(Entry entry) {
        boolean expired = isExpired(entry);
        entries.remove(entry);
        if (expired) {
            expirations++;
        } else {
            evictions++;
        }
        event(expired ? DictListener.Event.EXPIRED : DictListener.Event.EVICTED, entry.key);
    }

    private void sweep() {
        for (int i = 0; i < SWEEP; i++) {
            Entry oldest = entries.oldest();
            if (oldest == null || !isExpired(oldest)) {
                return;
            }
            discard(oldest);
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
        discard(oldest);
        sweep();
        return true;
    }
}
