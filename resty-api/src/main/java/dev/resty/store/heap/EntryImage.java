// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.LuaScalar;
import java.util.List;

/**
 * An entry as it was at one moment.
 *
 * @param kind what {@link Slots} says about it
 * @param content what holds its key and value; of a list only the key
 * @param number the bits of its number
 * @param list the values of a list; empty for all others
 */
record EntryImage(long kind, Object content, long number, List<LuaScalar> list) {

    /** Under the stripe's lock. */
    static EntryImage of(Stripe stripe, int slot) {
        stripe.hold(slot);
        Slots slots = stripe.slots;
        return new EntryImage(
                slots.kind(slot),
                stripe.content(slot),
                stripe.number(slot),
                stripe.isList(slot) ? stripe.list(slot).copy() : List.of());
    }

    boolean isList() {
        return Slots.type(kind) == Slots.LIST;
    }

    byte[] keyBytes() {
        return EntryValue.keyBytes(content);
    }

    int keyLength() {
        return Slots.keyLength(kind);
    }

    /** When it expires, by the dict's clock. */
    long expires() {
        return Slots.expires(kind);
    }

    int flags() {
        return EntryValue.flags(kind, content);
    }

    /** The value of an entry that is no list. */
    LuaScalar scalar() {
        return EntryValue.scalar(kind, content, number);
    }
}
