// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.StoreResult;
import dev.resty.dict.UpdateResult;
import dev.resty.store.heap.DictWrite.When;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One update by a function. The function runs outside all locks, and what it made is written where the entry is still the
 * one that it was made of; else it is called again with the new one.
 */
final class DictChange {

    private final HeapTable table;

    private final String key;

    private final int hash;

    private final Stripe stripe;

    private final DictUpdate update;

    private boolean isList;

    /** When the entry expires that the function was given. */
    private long expires;

    DictChange(HeapTable table, String key, DictUpdate update) {
        this.table = table;
        this.key = key;
        this.hash = Stripe.hash(key.hashCode());
        this.stripe = table.stripe(hash);
        this.update = update;
    }

    UpdateResult run() {
        boolean forcible = false;
        while (true) {
            DictEntry current = current();
            if (isList) {
                return UpdateResult.failed("value is a list", forcible);
            }
            DictEntry next = update.apply(current);
            if (next == current) {
                return UpdateResult.done(current, forcible);
            }
            StoreResult result = write(current, next);
            forcible |= result.forcible();
            String error = result.error();
            if (error == null) {
                return UpdateResult.done(next, forcible);
            }
            if (!error.equals(DictWrite.CHANGED)) {
                return UpdateResult.failed(error, forcible);
            }
        }
    }

    private StoreResult write(@Nullable DictEntry current, @Nullable DictEntry next) {
        DictWrite write = next == null
                ? new DictWrite(table, key, null, DictClock.NEVER, 0, When.EQUAL, false)
                : new DictWrite(
                        table, key, next.value(), DictClock.life("ttl", next.ttl()), next.flags(), When.EQUAL, false);
        return current == null
                ? write.expecting(null).run()
                : write.expecting(current.value(), current.flags(), expires).run();
    }

    private @Nullable DictEntry current() {
        stripe.lock();
        try {
            int slot = stripe.find(key, hash);
            if (slot == Slots.NONE) {
                return null;
            }
            stripe.claim(slot);
            if (stripe.isExpired(slot, table.clock)) {
                return null;
            }
            isList = stripe.isList(slot);
            if (isList) {
                return null;
            }
            Duration left = table.remaining(stripe, slot);
            if (left.isNegative()) {
                // It was over, or flushed, only just now.
                return null;
            }
            expires = stripe.slots.expires(slot);
            return new DictEntry(stripe.scalar(slot), stripe.flags(slot), left);
        } finally {
            stripe.unlock();
        }
    }
}
