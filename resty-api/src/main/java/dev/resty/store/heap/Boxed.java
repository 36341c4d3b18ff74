// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.LuaScalar;

/**
 * A key with a value that is no bytes.
 *
 * @param key the key's bytes and nothing else
 * @param value a {@link LuaScalar.Frozen}, or a {@link ValueList}
 * @param flags the user flags
 * @param owner of the lock that the entry is; 0 where it is none
 */
record Boxed(byte[] key, Object value, int flags, long owner) {}
