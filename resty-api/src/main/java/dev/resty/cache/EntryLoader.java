// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

/** Where a cache's values come from, where the source knows how long they live or what they depend on. */
@FunctionalInterface
public interface EntryLoader<V> {

    /**
     * Loads a value. May block.
     *
     * @throws Exception where it can't be told; nothing is cached then, and everyone who waits gets it
     */
    Loaded<V> load(String key) throws Exception;
}
