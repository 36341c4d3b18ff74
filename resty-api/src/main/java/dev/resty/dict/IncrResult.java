// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import org.jspecify.annotations.Nullable;

/**
 * What became of {@link SharedDict#incr}: its {@code newval, err, forcible}.
 *
 * @param value the new value; NaN where it failed
 * @param error {@code "not found"}, {@code "not a number"}, {@code "no memory"}, {@code "empty key"} or
 *     {@code "key too long"}; null where it was added
 * @param forcible whether other entries were evicted to make room for a new entry
 */
public record IncrResult(double value, @Nullable String error, boolean forcible) {

    /** Added, without eviction. */
    public static IncrResult of(double value) {
        return new IncrResult(value, null, false);
    }

    /** Not added. */
    public static IncrResult failed(String error, boolean forcible) {
        return new IncrResult(Double.NaN, error, forcible);
    }

    /**
     * The new value as a whole number, its fraction cut off.
     *
     * @throws IllegalStateException where it failed
     */
    public long longValue() {
        if (error != null) {
            throw new IllegalStateException(error);
        }
        return (long) value;
    }
}
