// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import dev.resty.dict.StoreResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The locks of one dict: a key is locked while the dict has a live entry under it, whoever put it there. This is what a
 * store implements; callers use {@link RestyLock}. Safe for concurrent use. A store in another process throws
 * {@link dev.resty.dict.StoreUnavailableException} where it doesn't answer within its timeout.
 */
public interface LockStore {

    /**
     * Adds the key to the dict, waiting for the entry that stands there to go or to expire. Blocks.
     *
     * @param exptime time to live of the entry; zero never expires
     * @param timeout how long to wait, 100 years at most; zero tries once
     * @param maxStep the longest time between two looks at the dict, should a store miss a change; 100 years at most
     */
    Acquisition acquire(String key, Duration exptime, Duration timeout, Duration maxStep);

    /**
     * Removes the key from the dict, unless its entry is of a later owner; wakes one of those who wait for it.
     *
     * @return whether the entry was this owner's and still alive; false where the lock had been lost
     */
    boolean release(String key, long token);

    /**
     * Changes the remaining life of the key's entry.
     *
     * @param exptime zero never expires
     * @return {@code "not found"} where it has expired, or is of a later owner
     */
    StoreResult expire(String key, long token, Duration exptime);

    /**
     * The remaining life of the key's entry, {@link Duration#ZERO} where it never expires; null where it has expired or
     * was removed, or is of a later owner.
     */
    @Nullable Duration remaining(String key, long token);

    /**
     * What {@link #acquire} got.
     *
     * @param elapsed how long it waited
     * @param error {@code "timeout"}, {@code "interrupted"} or the dict's error; null where the key is locked now
     * @param token names this ownership towards the other methods, and fences: positive, and larger than that of every
     *     earlier owner of the same key of this dict, on any node; 0 where the key isn't locked
     */
    record Acquisition(Duration elapsed, @Nullable String error, long token) {}
}
