// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

/** What a limiter does while the store of its dict doesn't answer, or has no room for a key. */
public enum StoreDown {
    /** Everything passes. */
    OPEN,
    /** Nothing passes. */
    CLOSED,
    /** The limit is kept in a dict of this JVM's heap: per node instead of among all nodes. */
    LOCAL
}
