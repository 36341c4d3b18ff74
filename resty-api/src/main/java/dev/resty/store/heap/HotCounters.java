// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import org.jspecify.annotations.Nullable;

/**
 * Where the counters are that are counted again and again under the same {@link String} objects, so that nothing has to be
 * searched and compared for them, as {@link KnownKey} does it for who can keep a key. A counter gets here by its number: one
 * call in {@value #OFTEN} finds it at a multiple of that, so keys that are counted once or twice don't drive others out.
 * Safe for concurrent use, without a lock: what is remembered is true of its version, whoever reads it.
 */
final class HotCounters {

    private static final int PLACES = 4096;

    /** A longer key isn't kept from the collector for this. */
    private static final int LONGEST = 64;

    private static final int OFTEN = 16;

    private record Hot(String key, Stripe stripe, long version, int slot, Slots.Page page) {}

    /** None until a counter gets here: many a dict has none. */
    private @Nullable Hot[] places = {};

    private final HeapValues values;

    HotCounters(HeapValues values) {
        this.values = values;
    }

    /** Adds to the live number under the key, and gives the sum; NaN where the key has to be looked for, and nothing has happened. */
    double add(String key, int hash, double delta) {
        Hot[] known = places;
        Hot hot = known.length == 0 ? null : known[hash & known.length - 1];
        // The object and not its text: comparing that is what takes the time.
        return hot != null && isSame(hot.key, key) && hot.stripe.isAt(hot.version)
                ? values.sum(hot.stripe, hot.page, hot.slot, hot.version, delta)
                : Double.NaN;
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isSame(String one, String other) {
        return one == other;
    }

    /** Remembers where a counter was found that has this number now, if it is its turn. */
    void found(String key, int hash, Stripe stripe, long version, int slot, double number) {
        if (((long) number & OFTEN - 1) == 0 && key.length() <= LONGEST) {
            Hot[] known = places;
            if (known.length == 0) {
                known = new Hot[PLACES];
                places = known;
            }
            known[hash & known.length - 1] = new Hot(key, stripe, version, slot, stripe.slots.page(slot));
        }
    }
}
