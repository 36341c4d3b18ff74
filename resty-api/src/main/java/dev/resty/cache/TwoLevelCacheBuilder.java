// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import dev.resty.lock.RestyLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** Builds a {@link TwoLevelCache}. For one thread. */
public final class TwoLevelCacheBuilder<V> {

    final SharedDict dict;

    final Codec<V> codec;

    String name = "";

    Duration l1Ttl = Duration.ofSeconds(10);

    Duration l2Ttl = Duration.ofMinutes(5);

    Duration negativeTtl = Duration.ZERO;

    double jitter;

    Duration staleWhileRevalidate = Duration.ZERO;

    Duration staleIfError = Duration.ZERO;

    Duration resurrectTtl = Duration.ofSeconds(1);

    Duration refreshAhead = Duration.ZERO;

    Duration softTimeout = Duration.ZERO;

    Duration hardTimeout = Duration.ZERO;

    Duration waitTimeout = Duration.ofSeconds(30);

    Duration l1WhenStoreDown = Duration.ZERO;

    boolean loadWhenStoreDown;

    long l1Size = 10_000;

    long l1Weight = Long.MAX_VALUE;

    ToIntBiFunction<? super String, ? super V> weigher = (key, value) -> 1;

    String lockPrefix = "lock:";

    @Nullable Supplier<RestyLock> locks;

    @Nullable InvalidationBus bus;

    @Nullable Executor executor;

    final List<CacheListener> listeners = new ArrayList<>();

    LongSupplier nanoTime = System::nanoTime;

    TwoLevelCacheBuilder(SharedDict dict, Codec<V> codec) {
        this.dict = dict;
        this.codec = codec;
    }

    /**
     * What tells this cache from others over the same dict: its keys stand there, and in locks, after {@code name:}.
     * Caches of one name over one dict are one cache to each other, on all nodes. Empty unless set, and then keys stand
     * in the dict as they are.
     */
    public TwoLevelCacheBuilder<V> name(String cacheName) {
        name = cacheName;
        return this;
    }

    /**
     * How long an object of the first level lives; 10 s unless set, zero for no first level. No longer, at any rate, than
     * the value is fresh in the second.
     */
    public TwoLevelCacheBuilder<V> l1Ttl(Duration ttl) {
        l1Ttl = notNegative("l1Ttl", ttl);
        return this;
    }

    /** How many objects the first level holds; 10,000 unless set. */
    public TwoLevelCacheBuilder<V> l1Size(long objects) {
        if (objects < 0) {
            throw new IllegalArgumentException("l1Size is negative: " + objects);
        }
        l1Size = objects;
        return this;
    }

    /**
     * How much the objects of the first level weigh together at most; any weight unless set. {@link #l1Size} limits their
     * number beside that.
     *
     * @param weigher says what an object weighs, 0 or more; called once when it is put there
     */
    public TwoLevelCacheBuilder<V> l1Weight(long weight, ToIntBiFunction<? super String, ? super V> weigher) {
        if (weight < 0) {
            throw new IllegalArgumentException("l1Weight is negative: " + weight);
        }
        l1Weight = weight;
        this.weigher = weigher;
        return this;
    }

    /** How long a value is fresh in the shared dict, where its loader says nothing else; 5 min unless set, zero for ever. */
    public TwoLevelCacheBuilder<V> l2Ttl(Duration ttl) {
        l2Ttl = notNegative("l2Ttl", ttl);
        return this;
    }

    /** How long it is remembered that there is no value; zero, unless set, remembers nothing. */
    public TwoLevelCacheBuilder<V> negativeTtl(Duration ttl) {
        negativeTtl = notNegative("negativeTtl", ttl);
        return this;
    }

    /**
     * By which part each time to live is shortened at random, so that what was loaded together does not expire together;
     * 0 unless set.
     *
     * @param part 0 to 1; with 0.1, ten minutes become nine to ten
     */
    public TwoLevelCacheBuilder<V> ttlJitter(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("ttlJitter is not between 0 and 1: " + part);
        }
        jitter = part;
        return this;
    }

    /**
     * For how long after its time a value is served at once, while a new one is loaded in the background; zero, unless
     * set, never. Values of which it is remembered that they aren't there are not meant.
     */
    public TwoLevelCacheBuilder<V> staleWhileRevalidate(Duration time) {
        staleWhileRevalidate = notNegative("staleWhileRevalidate", time);
        return this;
    }

    /** For how long after its time a value is served where its loader fails or is slow; zero, unless set, never. */
    public TwoLevelCacheBuilder<V> staleIfError(Duration time) {
        staleIfError = notNegative("staleIfError", time);
        return this;
    }

    /**
     * For how long a stale value is served before its load is tried again on this node: the {@code resurrect_ttl} of
     * lua-resty-mlcache, though never beyond the time that permits the stale value. 1 s unless set.
     */
    public TwoLevelCacheBuilder<V> resurrectTtl(Duration ttl) {
        resurrectTtl = positive("resurrectTtl", ttl);
        return this;
    }

    /**
     * How long before the end of its time a value that is asked for is loaded anew in the background; zero, unless set,
     * never. At most half of the value's time to live.
     */
    public TwoLevelCacheBuilder<V> refreshAhead(Duration time) {
        refreshAhead = notNegative("refreshAhead", time);
        return this;
    }

    /**
     * How long a caller waits for a load where {@link #staleIfError} permits the stale value that is there: it gets that
     * one, and the load goes on. By the machine's clock; zero, unless set, waits for the load.
     */
    public TwoLevelCacheBuilder<V> softTimeout(Duration timeout) {
        softTimeout = notNegative("softTimeout", timeout);
        return this;
    }

    /**
     * How long a load, with the wait for its lock, may take before it counts as failed and is interrupted. By the
     * machine's clock; zero, unless set, is no limit.
     */
    public TwoLevelCacheBuilder<V> hardTimeout(Duration timeout) {
        hardTimeout = notNegative("hardTimeout", timeout);
        return this;
    }

    /** How long a caller waits for a load that another thread runs, by the machine's clock; 30 s unless set. */
    public TwoLevelCacheBuilder<V> waitTimeout(Duration timeout) {
        waitTimeout = notNegative("waitTimeout", timeout);
        return this;
    }

    /**
     * For how long after their time objects of the first level are served where the store does not answer; zero, unless
     * set, never: callers then get the {@link dev.resty.dict.StoreUnavailableException}.
     */
    public TwoLevelCacheBuilder<V> l1WhenStoreDown(Duration time) {
        l1WhenStoreDown = notNegative("l1WhenStoreDown", time);
        return this;
    }

    /** Whether values are loaded for the first level alone where the store does not answer; not so unless set. */
    public TwoLevelCacheBuilder<V> loadWhenStoreDown(boolean load) {
        loadWhenStoreDown = load;
        return this;
    }

    /** Where the lock of a load comes from, one object a load; without, a load excludes only the same cache's. */
    public TwoLevelCacheBuilder<V> locks(Supplier<RestyLock> newLocks) {
        locks = newLocks;
        return this;
    }

    /** What stands before the key in the lock's key; {@code "lock:"} unless set. */
    public TwoLevelCacheBuilder<V> lockPrefix(String prefix) {
        lockPrefix = prefix;
        return this;
    }

    /**
     * Through which caches over the same dict tell each other what has changed; without, changes are seen when objects
     * of the first level are over.
     */
    public TwoLevelCacheBuilder<V> bus(@Nullable InvalidationBus invalidations) {
        bus = invalidations;
        return this;
    }

    /**
     * Where loads in the background run; without, on virtual threads where there are such, else on up to 64 threads of
     * this cache. What it rejects is loaded in the foreground, or later.
     */
    public TwoLevelCacheBuilder<V> executor(Executor background) {
        executor = background;
        return this;
    }

    /** Adds one who hears what happens. */
    public TwoLevelCacheBuilder<V> listener(CacheListener listener) {
        listeners.add(listener);
        return this;
    }

    /** The clock of expiry, in nanoseconds; the machine's unless set. Readings a few milliseconds old do no harm. */
    public TwoLevelCacheBuilder<V> nanoTime(LongSupplier clock) {
        nanoTime = clock;
        return this;
    }

    /** Makes the cache. */
    public TwoLevelCache<V> build() {
        return new TwoLevelCache<>(this);
    }

    CachePolicy policy() {
        return new CachePolicy(
                CachePolicy.nanos(l1Ttl),
                CachePolicy.nanos(l2Ttl),
                CachePolicy.nanos(negativeTtl),
                jitter,
                CachePolicy.nanos(staleWhileRevalidate),
                CachePolicy.nanos(staleIfError),
                CachePolicy.nanos(resurrectTtl),
                CachePolicy.nanos(refreshAhead),
                CachePolicy.nanos(softTimeout),
                CachePolicy.nanos(hardTimeout),
                CachePolicy.nanos(waitTimeout),
                CachePolicy.nanos(l1WhenStoreDown),
                loadWhenStoreDown);
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
        return value;
    }

    private static Duration positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive: " + value);
        }
        return value;
    }
}
