// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the second level holds under a key.
 *
 * @param value null where it is remembered that there is none
 * @param ttl how much longer it is fresh: zero where for ever, negative where it is stale, by how long
 * @param stale whether its time is over
 */
public record CachePeek<V>(@Nullable V value, Duration ttl, boolean stale) {}
