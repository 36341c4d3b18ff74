// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.resty.dict.Codec;
import dev.resty.dict.DictValue;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreResult;
import dev.resty.dict.TtlResult;
import dev.resty.lock.LockResult;
import dev.resty.lock.RestyLock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cache of two levels in front of a loader: objects of this cache for a short time, and a shared dict, which scripts
 * and other caches see too, for a longer one.
 *
 * <p>A key that is in neither is loaded once, however many threads ask: one runs the loader, under a lock that excludes
 * whoever else takes the same key of the lock's dict, and the others wait for its result. A loader that fails leaves
 * nothing behind, and its failure reaches all who wait. A value that was loaded or read before {@link #delete} or
 * {@link #set} never comes back after it. What others change in the shared dict is seen when the object's short time is
 * over, or after {@link #invalidate}.
 *
 * <p>A loader's null means that there is no value; it is remembered as the boolean {@code false} in the shared dict,
 * where a negative time to live is set. Keys are named as {@link dev.resty.dict.DictKey} says. Safe for concurrent use.
 */
public final class TwoLevelCache<V> {

    private static final Logger LOG = LoggerFactory.getLogger(TwoLevelCache.class);

    private static final LuaScalar NEGATIVE = LuaScalar.of(false);

    private final SharedDict dict;

    private final Codec<V> codec;

    private final Duration l1Ttl;

    private final Duration l2Ttl;

    private final Duration negativeTtl;

    private final Duration waitTimeout;

    private final String lockPrefix;

    private final @Nullable Supplier<RestyLock> locks;

    private final Cache<String, L1Object<V>> l1;

    private final Flights<V> flights = new Flights<>();

    TwoLevelCache(TwoLevelCacheBuilder<V> builder) {
        dict = builder.dict;
        codec = builder.codec;
        l1Ttl = builder.l1Ttl;
        l2Ttl = builder.l2Ttl;
        negativeTtl = builder.negativeTtl;
        waitTimeout = builder.waitTimeout;
        lockPrefix = builder.lockPrefix;
        locks = builder.locks;
        l1 = Caffeine.newBuilder()
                .maximumSize(builder.l1Size)
                .ticker(builder.nanoTime::getAsLong)
                .expireAfter(new L1Expiry<V>())
                .executor(Runnable::run)
                .build();
    }

    /** Starts a cache over a shared dict. */
    public static <V> TwoLevelCacheBuilder<V> builder(SharedDict dict, Codec<V> codec) {
        return new TwoLevelCacheBuilder<>(dict, codec);
    }

    /**
     * Reads a value from the first level that has it, loading it where none has. Blocks while it is loaded.
     *
     * @param loader run at most once at a time for a key, in the calling thread of one of those who ask
     * @throws CacheLoadException where the loader failed, the lock was not to be had, or another thread's load took
     *     longer than the wait timeout
     * @throws IllegalStateException where the loader asks this cache for the key that it loads
     */
    public CacheHit<V> get(String key, CacheLoader<? extends V> loader) {
        L1Object<V> object = l1.getIfPresent(key);
        if (object != null) {
            return object.hit();
        }
        Flights.Boarding<V> boarding = flights.board(key);
        return boarding.leads()
                ? lead(key, boarding.flight(), loader)
                : boarding.flight().join(key, waitTimeout);
    }

    private CacheHit<V> lead(String key, Flight<V> flight, CacheLoader<? extends V> loader) {
        try {
            CacheHit<V> hit = readOrLoad(key, flight, loader);
            flights.leave(key, flight);
            flight.land(hit);
            return hit;
        } catch (Exception | Error e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            flights.leave(key, flight);
            flight.fail(e);
            if (e instanceof Error error) {
                throw error;
            }
            throw Flight.failure(key, e);
        }
    }

    private CacheHit<V> readOrLoad(String key, Flight<V> flight, CacheLoader<? extends V> loader) throws Exception {
        // A load that ended between the look at L1 and this flight has put its value there.
        L1Object<V> object = l1.getIfPresent(key);
        if (object != null) {
            return object.hit();
        }
        CacheHit<V> shared = readShared(key, flight);
        if (shared != null) {
            return shared;
        }
        if (locks == null) {
            return load(key, flight, loader);
        }
        try (RestyLock lock = locks.get()) {
            LockResult locked = lock.lock(lockPrefix + key);
            if (!locked.ok()) {
                throw new CacheLoadException("can't load " + Flight.quoted(key) + ": no lock: " + locked.error(), null);
            }
            shared = readShared(key, flight);
            return shared != null ? shared : load(key, flight, loader);
        }
    }

    private CacheHit<V> load(String key, Flight<V> flight, CacheLoader<? extends V> loader) throws Exception {
        V value = loader.load(key);
        LuaScalar scalar = value == null ? NEGATIVE : LuaScalar.wrap(codec.encode(value));
        flights.publish(key, flight, () -> store(key, value, scalar));
        return new CacheHit<>(value, HitLevel.LOADER);
    }

    /** Stores a value in both levels; under the key's stripe. */
    private void store(String key, @Nullable V value, LuaScalar scalar) {
        if (value == null && negativeTtl.isZero()) {
            return;
        }
        Duration ttl = value == null ? negativeTtl : l2Ttl;
        StoreResult stored = dict.set(key, scalar, ttl);
        if (!stored.stored()) {
            LOG.warn("cache over dict \"{}\": a value was not shared: {}", dict.name(), stored.error());
        }
        remember(key, value, ttl);
    }

    /** Stores a value in L1, for no longer than it lives in the dict. */
    private void remember(String key, @Nullable V value, Duration l2Left) {
        Duration life = l2Left.isZero() || l2Left.compareTo(l1Ttl) > 0 ? l1Ttl : l2Left;
        if (!life.isZero()) {
            l1.put(key, new L1Object<>(new CacheHit<>(value, HitLevel.L1), life.toNanos()));
        }
    }

    private @Nullable CacheHit<V> readShared(String key, Flight<V> flight) {
        CacheHit<V> hit = peekShared(key);
        if (hit != null) {
            TtlResult left = dict.ttl(key);
            if (left.error() == null && !left.ttl().isNegative()) {
                flights.publish(key, flight, () -> remember(key, hit.value(), left.ttl()));
            }
        }
        return hit;
    }

    private @Nullable CacheHit<V> peekShared(String key) {
        DictValue found = dict.get(key);
        if (found == null) {
            return null;
        }
        LuaScalar scalar = found.value();
        if (scalar.equals(NEGATIVE)) {
            return new CacheHit<>(null, HitLevel.L2);
        }
        byte[] bytes = scalar instanceof LuaScalar.Bytes string ? string.array() : scalar.toBytes();
        try {
            return new CacheHit<>(codec.decode(bytes), HitLevel.L2);
        } catch (RuntimeException e) {
            // Neither the key nor what e says of the bytes: both may come from a request.
            LOG.warn(
                    "cache over dict \"{}\": a value can't be decoded ({}), so it is loaded anew",
                    dict.name(),
                    e.getClass().getName());
            return null;
        }
    }

    /** Reads a value that is in one of the two levels, without loading; null where it is in neither. */
    public @Nullable CacheHit<V> peek(String key) {
        L1Object<V> object = l1.getIfPresent(key);
        return object != null ? object.hit() : peekShared(key);
    }

    /** Stores a value in both levels, as if it had just been loaded. */
    public void set(String key, V value) {
        LuaScalar scalar = LuaScalar.wrap(codec.encode(value));
        flights.change(key, () -> store(key, value, scalar));
    }

    /** Removes a key from both levels; a load of it that runs now stores nothing. */
    public void delete(String key) {
        flights.change(key, () -> {
            dict.delete(key);
            l1.invalidate(key);
        });
    }

    /** Removes this cache's object of a key, so that the next call looks into the shared dict. */
    public void invalidate(String key) {
        flights.change(key, () -> l1.invalidate(key));
    }

    /** Removes all of this cache's objects, so that the next calls look into the shared dict. */
    public void invalidateAll() {
        flights.changeAll();
        l1.invalidateAll();
    }
}
