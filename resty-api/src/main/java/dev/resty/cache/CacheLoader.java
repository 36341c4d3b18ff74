// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import org.jspecify.annotations.Nullable;

/** Where a cache's values come from: the third level. */
@FunctionalInterface
public interface CacheLoader<V> {

    /**
     * Loads a value. May block.
     *
     * @return null where there is none
     * @throws Exception where it can't be told; nothing is cached then, and everyone who waits gets it
     */
    @Nullable V load(String key) throws Exception;
}
