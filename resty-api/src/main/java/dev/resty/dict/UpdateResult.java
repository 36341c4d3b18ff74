// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import org.jspecify.annotations.Nullable;

/**
 * What became of {@link SharedDict#update}.
 *
 * @param entry the entry after the update; null where there is none then, or where it failed
 * @param error {@code "value is a list"}, {@code "no memory"}, {@code "empty key"} or {@code "key too long"}; null where
 *     it was done
 * @param forcible whether other entries were evicted to make room
 */
public record UpdateResult(
        @Nullable DictEntry entry, @Nullable String error, boolean forcible) {

    /** Done. */
    public static UpdateResult done(@Nullable DictEntry entry, boolean forcible) {
        return new UpdateResult(entry, null, forcible);
    }

    /** Not done. */
    public static UpdateResult failed(String error, boolean forcible) {
        return new UpdateResult(null, error, forcible);
    }
}
