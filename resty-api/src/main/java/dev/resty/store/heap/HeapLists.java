// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.ListResult;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.PopResult;
import org.jspecify.annotations.Nullable;

/** What a {@link HeapSharedDict} does with lists. */
final class HeapLists {

    private static final String NOT_A_LIST = "value not a list";

    private final HeapTable table;

    HeapLists(HeapTable table) {
        this.table = table;
    }

    ListResult push(String key, LuaScalar value, boolean head) {
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return ListResult.failed(error);
        }
        if (!(value instanceof LuaScalar.Num || value instanceof LuaScalar.Bytes)) {
            return ListResult.failed("bad value type");
        }
        table.sweep();
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        ListResult result = tryPush(stripe, bytes, hash, value, head);
        while (result == null) {
            table.space.seal(table.stripes);
            result = tryPush(stripe, bytes, hash, value, head);
        }
        if (result.error() == null) {
            table.listeners.deliver(Event.STORED, bytes);
        }
        return result;
    }

    private @Nullable ListResult tryPush(Stripe stripe, String key, int hash, LuaScalar value, boolean head) {
        stripe.lock();
        try {
            return push(stripe, key, hash, value, head);
        } finally {
            stripe.unlock();
        }
    }

    /** The result, or null where there may be room that stripes keep. */
    private @Nullable ListResult push(Stripe stripe, String key, int hash, LuaScalar value, boolean head) {
        int seal = table.space.seal();
        int found = stripe.find(key, hash);
        ValueList list = null;
        long freed = 0;
        if (found != Slots.NONE) {
            stripe.claim(found);
            if (stripe.isExpired(found, table.clock)) {
                freed = stripe.sizeOf(found);
            } else if (stripe.isList(found)) {
                list = stripe.list(found);
            } else {
                return ListResult.failed(NOT_A_LIST);
            }
        }
        long empty = list == null ? HeapSharedDict.ENTRY_OVERHEAD + key.length() : 0;
        if (!table.space.reserve(empty + ValueList.sizeOf(value) - freed)) {
            if (!table.space.isSealed(seal)) {
                return null;
            }
            table.uses.count(Uses.REFUSED);
            if (list == null && found != Slots.NONE) {
                table.space.reserve(-stripe.remove(found));
            }
            return ListResult.failed(DictWrite.NO_MEMORY);
        }
        if (list == null) {
            list = stripe.writeList(found == Slots.NONE ? stripe.insert(key, hash) : found);
        }
        list.push(value, head);
        table.uses.count(Uses.WRITES);
        return ListResult.of(list.length());
    }

    PopResult pop(String key, boolean head) {
        String bytes = DictKey.bytesOf(key);
        table.sweep();
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        LuaScalar value;
        boolean emptied;
        stripe.lock();
        try {
            int slot = live(stripe, bytes, hash);
            if (slot == Slots.NONE) {
                String error = DictKey.error(bytes);
                return error == null ? PopResult.of(null) : PopResult.failed(error);
            }
            if (!stripe.isList(slot)) {
                return PopResult.failed(NOT_A_LIST);
            }
            ValueList list = stripe.list(slot);
            value = list.pop(head);
            table.space.reserve(-ValueList.sizeOf(value));
            emptied = list.length() == 0;
            if (emptied) {
                table.space.reserve(-stripe.remove(slot));
            } else {
                table.uses.count(Uses.WRITES);
            }
        } finally {
            stripe.unlock();
        }
        if (emptied) {
            table.removed(bytes, Event.DELETED);
        } else {
            table.listeners.deliver(Event.STORED, bytes);
        }
        return PopResult.of(value);
    }

    ListResult length(String key) {
        String bytes = DictKey.bytesOf(key);
        table.sweep();
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = live(stripe, bytes, hash);
            if (slot == Slots.NONE) {
                String error = DictKey.error(bytes);
                return error == null ? ListResult.of(0) : ListResult.failed(error);
            }
            return stripe.isList(slot) ? ListResult.of(stripe.list(slot).length()) : ListResult.failed(NOT_A_LIST);
        } finally {
            stripe.unlock();
        }
    }

    private int live(Stripe stripe, String key, int hash) {
        int slot = stripe.find(key, hash);
        if (slot == Slots.NONE) {
            return Slots.NONE;
        }
        stripe.claim(slot);
        return stripe.isExpired(slot, table.clock) ? Slots.NONE : slot;
    }
}
