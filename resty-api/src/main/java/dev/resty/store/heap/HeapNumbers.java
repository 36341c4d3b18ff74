// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.IncrResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreResult;
import dev.resty.store.heap.DictWrite.When;
import org.jspecify.annotations.Nullable;

/** What a {@link HeapSharedDict} does with numbers: its incr. */
final class HeapNumbers {

    private final HeapTable table;

    private final HeapValues values;

    HeapNumbers(HeapTable table, HeapValues values) {
        this.table = table;
        this.values = values;
    }

    IncrResult add(String key, double delta) {
        table.sweepDue();
        IncrResult known = addKnown(key, delta);
        return known != null ? known : missing(key);
    }

    IncrResult add(byte[] key, int offset, int length, double delta) {
        table.sweepDue();
        IncrResult known = addKnown(key, offset, length, delta);
        return known != null ? known : missing(DictKey.of(key, offset, length));
    }

    private static IncrResult missing(String key) {
        return IncrResult.failed(HeapSharedDict.missing(DictKey.bytesOf(key)), false);
    }

    IncrResult add(String key, double delta, double init, long life) {
        table.sweepDue();
        IncrResult known = addKnown(key, delta);
        return known != null ? known : start(DictKey.bytesOf(key), delta, init, life);
    }

    IncrResult add(byte[] key, int offset, int length, double delta, double init, long life) {
        table.sweepDue();
        IncrResult known = addKnown(key, offset, length, delta);
        return known != null ? known : start(DictKey.of(key, offset, length), delta, init, life);
    }

    /** Stores a first number, or adds to that of a thread that was faster. */
    private IncrResult start(String key, double delta, double init, long life) {
        String error = DictKey.error(key);
        if (error != null) {
            return IncrResult.failed(error, false);
        }
        LuaScalar first = LuaScalar.of(init + delta);
        boolean forcible = false;
        while (true) {
            StoreResult stored = new DictWrite(table, key, first, life, 0, When.ABSENT, false).run();
            forcible |= stored.forcible();
            if (stored.stored()) {
                return new IncrResult(init + delta, null, forcible);
            }
            if (DictWrite.NO_MEMORY.equals(stored.error())) {
                return IncrResult.failed(DictWrite.NO_MEMORY, forcible);
            }
            IncrResult known = addKnown(key, delta);
            if (known != null) {
                return forcible ? new IncrResult(known.value(), known.error(), true) : known;
            }
        }
    }

    /** Adds to a live value; null where there is none. */
    private @Nullable IncrResult addKnown(String key, double delta) {
        IncrResult result = values.add(key, delta);
        if (result == HeapValues.SLOW) {
            int hash = Stripe.hash(key.hashCode());
            Stripe stripe = table.stripe(hash);
            stripe.lock();
            try {
                result = add(stripe, stripe.find(key, hash), delta);
            } finally {
                stripe.unlock();
            }
        }
        if (result == null) {
            String bytes = DictKey.bytesOf(key);
            return bytes.equals(key) ? null : addKnown(bytes, delta);
        }
        if (result.error() == null && !table.listeners.isEmpty()) {
            table.listeners.deliver(Event.STORED, key);
        }
        return result;
    }

    private @Nullable IncrResult addKnown(byte[] key, int offset, int length, double delta) {
        IncrResult result = values.add(key, offset, length, delta);
        if (result == HeapValues.SLOW) {
            return addKnown(DictKey.of(key, offset, length), delta);
        }
        if (result != null && result.error() == null && !table.listeners.isEmpty()) {
            table.listeners.deliver(Event.STORED, DictKey.of(key, offset, length));
        }
        return result;
    }

    /** As {@link HeapValues}'s, under the stripe's lock. */
    private @Nullable IncrResult add(Stripe stripe, int slot, double delta) {
        if (slot == Slots.NONE) {
            return null;
        }
        stripe.claim(slot);
        if (stripe.isExpired(slot, table.clock)) {
            return null;
        }
        if (!stripe.isNumber(slot)) {
            return IncrResult.failed("not a number", false);
        }
        table.uses.count(Uses.WRITES);
        return IncrResult.of(stripe.add(slot, delta));
    }
}
