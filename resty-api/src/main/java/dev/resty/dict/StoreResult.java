// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import org.jspecify.annotations.Nullable;

/**
 * What became of a write: the {@code success, err, forcible} of {@code ngx.shared.DICT}.
 *
 * @param stored whether it was done
 * @param error why not, in OpenResty's words: {@code "exists"}, {@code "not found"}, {@code "no memory"},
 *     {@code "attempt to add or replace nil values"}, {@code "empty key"} or {@code "key too long"}; null where it was
 *     done
 * @param forcible whether other entries were evicted to make room; also true where even that was not enough
 */
public record StoreResult(boolean stored, @Nullable String error, boolean forcible) {

    private static final StoreResult DONE = new StoreResult(true, null, false);

    private static final StoreResult DONE_FORCIBLY = new StoreResult(true, null, true);

    /** Done, without eviction. */
    public static StoreResult done() {
        return DONE;
    }

    /** Done, with or without eviction. */
    public static StoreResult done(boolean forcible) {
        return forcible ? DONE_FORCIBLY : DONE;
    }

    /** Not done, and nothing was evicted. */
    public static StoreResult failed(String error) {
        return new StoreResult(false, error, false);
    }

    /** Not done. */
    public static StoreResult failed(String error, boolean forcible) {
        return new StoreResult(false, error, forcible);
    }
}
