// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import org.jspecify.annotations.Nullable;

/**
 * What {@link SharedDict#lpop} or {@link SharedDict#rpop} took: their {@code val, err}.
 *
 * @param value the value; null where there is no list, or where it failed
 * @param error {@code "value not a list"}, {@code "empty key"} or {@code "key too long"}; null where it was done
 */
public record PopResult(@Nullable LuaScalar value, @Nullable String error) {

    private static final PopResult NOTHING = new PopResult(null, null);

    /** The value taken; null where there was none. */
    public static PopResult of(@Nullable LuaScalar value) {
        return value == null ? NOTHING : new PopResult(value, null);
    }

    /** Not done. */
    public static PopResult failed(String error) {
        return new PopResult(null, error);
    }
}
