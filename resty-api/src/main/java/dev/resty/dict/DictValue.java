// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

/**
 * What a dict holds under a key.
 *
 * @param value the value
 * @param flags the user flags given when it was stored; 0 where none were
 * @param stale whether it has expired; only {@link SharedDict#getStale} returns such
 */
public record DictValue(LuaScalar value, int flags, boolean stale) {}
