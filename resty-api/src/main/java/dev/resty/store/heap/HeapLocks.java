// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.DictListener.Event;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockStore;
import dev.resty.store.Ticker;
import dev.resty.store.heap.DictWrite.When;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The locks on the keys of a {@link HeapSharedDict}. Whoever removes an entry wakes one who waits for its key; a waiter
 * joins before it looks at the entry, so no wake-up can fall between the look and the wait. The time at which the entry
 * expires bounds the wait.
 */
final class HeapLocks implements LockStore {

    private static final LuaScalar HELD = LuaScalar.of(true);

    private final HeapTable table;

    private final Ticker ticker;

    HeapLocks(HeapTable table, Ticker ticker) {
        this.table = table;
        this.ticker = ticker;
    }

    @Override
    public Acquisition acquire(String key, Duration exptime, Duration timeout, Duration maxStep) {
        long life = DictClock.life("exptime", exptime);
        String bytes = DictKey.bytesOf(key);
        String error = DictKey.error(bytes);
        if (error != null) {
            return new Acquisition(Duration.ZERO, error, 0);
        }
        long token = takeFree(bytes, life);
        if (token != 0) {
            return new Acquisition(Duration.ZERO, null, token);
        }
        Attempt attempt = new Attempt(bytes, life);
        error = attempt.run();
        if (error == null || !error.equals(DictWrite.EXISTS)) {
            return new Acquisition(Duration.ZERO, error, attempt.token());
        }
        return timeout.isZero()
                ? new Acquisition(Duration.ZERO, "timeout", 0)
                : waitFor(attempt, timeout.toNanos(), maxStep.toNanos());
    }

    /** Takes a key that has no entry where there is room for one; 0 where that isn't so. */
    private long takeFree(String key, long life) {
        long now = table.sweep();
        int hash = Stripe.hash(key.hashCode());
        Stripe stripe = table.stripe(hash);
        long token;
        stripe.lock();
        try {
            if (stripe.find(key, hash) != Slots.NONE
                    || !stripe.reserve(HeapTable.sizeOf(key.length(), HELD), table.space)) {
                return 0;
            }
            token = stripe.nextOwner();
            stripe.insert(key, hash, HELD, DictClock.expiry(life, now), 0, token);
        } finally {
            stripe.unlock();
        }
        if (!table.hasNoAudience()) {
            table.written(key);
        }
        return token;
    }

    /** One look at a key after the other, until it can be taken. */
    private final class Attempt {

        final String key;

        private final long life;

        private final int hash;

        private final Stripe stripe;

        private long token;

        Attempt(String key, long life) {
            this.key = key;
            this.life = life;
            this.hash = Stripe.hash(key.hashCode());
            this.stripe = table.stripe(hash);
        }

        long token() {
            return token;
        }

        /** Takes the key; gives the dict's error where that is not possible. */
        @Nullable String run() {
            table.sweep();
            DictWrite write = new DictWrite(table, key, HELD, life, 0, When.ABSENT, false).owned();
            StoreResult result = write.run();
            token = write.owner();
            return result.error();
        }

        /** How long there is nothing to see, in nanoseconds: until the entry expires, unless somebody removes it. */
        long pause() {
            stripe.lock();
            try {
                int slot = stripe.find(key, hash);
                if (slot == Slots.NONE || stripe.isExpired(slot, table.clock)) {
                    return 0;
                }
                long expires = stripe.slots.expires(slot);
                return expires == DictClock.NEVER
                        ? Long.MAX_VALUE
                        : TimeUnit.MILLISECONDS.toNanos(expires - table.clock.now());
            } finally {
                stripe.unlock();
            }
        }
    }

    private Acquisition waitFor(Attempt attempt, long timeout, long maxStep) {
        long start = ticker.nanoTime();
        KeyWaiters.Waiter waiter = table.waiters.join(attempt.key);
        String error = DictWrite.EXISTS;
        try {
            while (error != null && error.equals(DictWrite.EXISTS)) {
                long left = timeout - (ticker.nanoTime() - start);
                if (left <= 0) {
                    error = "timeout";
                    break;
                }
                table.waiters.rejoin(attempt.key, waiter);
                waiter.park(table.waiters, Math.min(attempt.pause(), Math.min(left, maxStep)));
                error = attempt.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "interrupted";
        } finally {
            if (table.waiters.leave(attempt.key, waiter) && error != null) {
                // The wake-up was meant for this thread, which has no use for it.
                table.waiters.wakeOne(attempt.key);
            }
        }
        return new Acquisition(Duration.ofNanos(ticker.nanoTime() - start), error, attempt.token());
    }

    @Override
    public boolean release(String key, long token) {
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        boolean live;
        stripe.lock();
        try {
            int slot = stripe.findLock(bytes, hash, token);
            if (slot == Slots.NONE) {
                return false;
            }
            live = !stripe.isExpired(slot, table.clock);
            stripe.giveBack(stripe.remove(slot), table.space);
        } finally {
            stripe.unlock();
        }
        if (!table.hasNoAudience()) {
            table.removed(bytes, Event.DELETED);
        }
        return live;
    }

    @Override
    public StoreResult expire(String key, long token, Duration exptime) {
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = held(stripe, stripe.find(bytes, hash), token);
            if (slot == Slots.NONE) {
                return StoreResult.failed(DictWrite.NOT_FOUND);
            }
            stripe.expires(slot, table.clock.expiry(exptime));
        } finally {
            stripe.unlock();
        }
        table.waiters.wakeAll(bytes);
        return StoreResult.done();
    }

    @Override
    public @Nullable Duration remaining(String key, long token) {
        String bytes = DictKey.bytesOf(key);
        int hash = Stripe.hash(bytes.hashCode());
        Stripe stripe = table.stripe(hash);
        stripe.lock();
        try {
            int slot = held(stripe, stripe.find(bytes, hash), token);
            return slot == Slots.NONE ? null : table.remaining(stripe, slot);
        } finally {
            stripe.unlock();
        }
    }

    /** The slot where it has a live lock of this owner. */
    private int held(Stripe stripe, int slot, long token) {
        return slot == Slots.NONE || stripe.owner(slot) != token || stripe.isExpired(slot, table.clock)
                ? Slots.NONE
                : slot;
    }
}
