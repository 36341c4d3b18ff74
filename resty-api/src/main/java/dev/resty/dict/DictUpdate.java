// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import org.jspecify.annotations.Nullable;

/**
 * Makes the next state of an entry from the present one, for {@link SharedDict#update}. May be called more than once for
 * one update, under the lock of a part of the dict: it must be quick, have no effect beside its result, and call no dict.
 */
@FunctionalInterface
public interface DictUpdate {

    /**
     * The next state of an entry.
     *
     * @param current null where the key has no live value
     * @return the same object to leave it as it is, another one to store, null to remove it
     */
    @Nullable DictEntry apply(@Nullable DictEntry current);
}
