// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import org.jspecify.annotations.Nullable;

/**
 * What a cache answered.
 *
 * @param value null where the loader said that there is none
 * @param level where it came from
 */
public record CacheHit<V>(@Nullable V value, HitLevel level) {}
