// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import org.jspecify.annotations.Nullable;

/**
 * What became of {@link SharedDict#lpush}, {@link SharedDict#rpush} or {@link SharedDict#llen}: their {@code length, err}.
 *
 * @param length how many values the list has now; 0 where it failed
 * @param error {@code "value not a list"}, {@code "no memory"}, {@code "bad value type"}, {@code "empty key"} or
 *     {@code "key too long"}; null where it was done
 */
public record ListResult(long length, @Nullable String error) {

    /** A list of this length. */
    public static ListResult of(long length) {
        return new ListResult(length, null);
    }

    /** Not done. */
    public static ListResult failed(String error) {
        return new ListResult(0, error);
    }
}
