// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

/** Which level of a cache a value came from. */
public enum HitLevel {
    /** The objects of this cache. */
    L1(1),
    /** The shared dict, or a load that another thread was just running. */
    L2(2),
    /** The loader, run by this call. */
    LOADER(3),
    /** Any of the caches, though its time is over: the policy for stale values permitted it. */
    STALE(4);

    private final int number;

    HitLevel(int number) {
        this.number = number;
    }

    /** The level as lua-resty-mlcache numbers it: 1, 2, 3 or 4. */
    public int number() {
        return number;
    }
}
