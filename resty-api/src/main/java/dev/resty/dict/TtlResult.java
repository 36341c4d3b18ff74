// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The remaining life of an entry.
 *
 * @param ttl millisecond resolution; zero for an entry that never expires, negative for one that has expired and is
 *     still there, as in OpenResty; zero where there is an error
 * @param error {@code "not found"}, {@code "empty key"} or {@code "key too long"}; null where the entry is there
 */
public record TtlResult(Duration ttl, @Nullable String error) {

    /** There is no such entry, or no such key. */
    public static TtlResult failed(String error) {
        return new TtlResult(Duration.ZERO, error);
    }
}
