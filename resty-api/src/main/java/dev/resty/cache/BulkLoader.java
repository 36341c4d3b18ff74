// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.util.Map;
import java.util.Set;

/** Where the values of several keys come from at once. */
@FunctionalInterface
public interface BulkLoader<V> {

    /**
     * Loads the values of keys. May block.
     *
     * @param keys those that neither level has
     * @return the values by key; one that is not there has no value
     * @throws Exception where it can't be told; nothing is cached then, and everyone who waits gets it
     */
    Map<String, ? extends V> load(Set<String> keys) throws Exception;
}
