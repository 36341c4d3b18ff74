// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.Codec;
import dev.resty.dict.SharedDict;
import dev.resty.lock.RestyLock;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Builds a {@link TwoLevelCache}. For one thread. */
public final class TwoLevelCacheBuilder<V> {

    final SharedDict dict;

    final Codec<V> codec;

    Duration l1Ttl = Duration.ofSeconds(10);

    Duration l2Ttl = Duration.ofMinutes(5);

    Duration negativeTtl = Duration.ZERO;

    Duration waitTimeout = Duration.ofSeconds(30);

    long l1Size = 10_000;

    String lockPrefix = "lock:";

    @Nullable Supplier<RestyLock> locks;

    LongSupplier nanoTime = System::nanoTime;

    TwoLevelCacheBuilder(SharedDict dict, Codec<V> codec) {
        this.dict = dict;
        this.codec = codec;
    }

    /** How long an object of the first level lives; 10 s unless set, zero for no first level. */
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

    /** How long a value lives in the shared dict; 5 min unless set, zero for ever. */
    public TwoLevelCacheBuilder<V> l2Ttl(Duration ttl) {
        l2Ttl = notNegative("l2Ttl", ttl);
        return this;
    }

    /** How long it is remembered that there is no value; zero, unless set, remembers nothing. */
    public TwoLevelCacheBuilder<V> negativeTtl(Duration ttl) {
        negativeTtl = notNegative("negativeTtl", ttl);
        return this;
    }

    /** How long a caller waits for a load that another thread runs, by the machine's clock; 30 s unless set. */
    public TwoLevelCacheBuilder<V> waitTimeout(Duration timeout) {
        waitTimeout = notNegative("waitTimeout", timeout);
        return this;
    }

    /** Where the lock of a load comes from, one object a load; without, a load excludes only the same cache's. */
    public TwoLevelCacheBuilder<V> locks(Supplier<RestyLock> newLocks) {
        locks = newLocks;
        return this;
    }

    /** What stands before the cache's key in the lock's key; {@code "lock:"} unless set. */
    public TwoLevelCacheBuilder<V> lockPrefix(String prefix) {
        lockPrefix = prefix;
        return this;
    }

    /** The clock of the first level, in nanoseconds; the machine's unless set. */
    public TwoLevelCacheBuilder<V> nanoTime(LongSupplier clock) {
        nanoTime = clock;
        return this;
    }

    /** Makes the cache. */
    public TwoLevelCache<V> build() {
        return new TwoLevelCache<>(this);
    }

    private static Duration notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
        return value;
    }
}
