// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import java.time.Duration;

/**
 * A live value of a dict with all that belongs to it.
 *
 * @param value the value
 * @param flags 32 bits for the caller
 * @param ttl the remaining life, or the one that the entry is to get; {@link Duration#ZERO} never expires
 */
public record DictEntry(LuaScalar value, int flags, Duration ttl) {

    /** A value that never expires, without flags. */
    public static DictEntry of(LuaScalar value) {
        return new DictEntry(value, 0, Duration.ZERO);
    }

    /** A value without flags for a time. */
    public static DictEntry of(LuaScalar value, Duration ttl) {
        return new DictEntry(value, 0, ttl);
    }

    /** This entry with another value. */
    public DictEntry withValue(LuaScalar other) {
        return new DictEntry(other, flags, ttl);
    }
}
