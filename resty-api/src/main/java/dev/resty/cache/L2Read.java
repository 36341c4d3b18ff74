// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.DictEntry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a look at the second level found.
 *
 * @param raw what is there, valid or not; null where nothing is
 * @param value what it means; null where it means nothing any more
 */
record L2Read<V>(@Nullable DictEntry raw, @Nullable Value<V> value) {

    /** Nothing. */
    static <V> L2Read<V> nothing(@Nullable DictEntry raw) {
        return new L2Read<>(raw, null);
    }

    /**
     * A value of the second level, fresh or stale.
     *
     * @param value null where it is remembered that there is none
     * @param freshLeft how much longer it is fresh in nanoseconds: {@link CachePolicy#NEVER} where for ever, zero or
     *     less where it is stale
     * @param ttl its whole time to live in nanoseconds; 0 where that is not known, or for ever
     */
    record Value<V>(@Nullable V value, Set<String> tags, long freshLeft, long ttl) {

        boolean fresh() {
            return freshLeft > 0;
        }

        /** How much longer it may be served by a policy of so many nanoseconds; zero or less where no more. */
        long staleLeft(long policy) {
            return freshLeft + policy;
        }
    }
}
