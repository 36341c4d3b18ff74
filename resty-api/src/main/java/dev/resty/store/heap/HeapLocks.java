// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import dev.resty.dict.DictKey;
import dev.resty.dict.LuaScalar;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockStore;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The locks on the keys of a {@link HeapSharedDict}. Whoever removes an entry wakes one waiter of its key, under the
 * dict's own lock, so that no wake-up can fall between a look and a wait; the time at which the entry expires bounds
 * the wait.
 */
final class HeapLocks implements LockStore {

    private static final LuaScalar HELD = LuaScalar.of(true);

    private final HeapSharedDict dict;

    /** Guarded by the dict's lock. */
    private long lastToken;

    HeapLocks(HeapSharedDict dict) {
        this.dict = dict;
    }

    @Override
    public Acquisition acquire(String key, Duration exptime, Duration timeout, Duration maxStep) {
        String bytes = DictKey.bytesOf(key);
        dict.enter();
        try {
            String error = tryOnce(bytes, exptime);
            if (error == null) {
                return new Acquisition(Duration.ZERO, null, lastToken);
            }
            if (!error.equals("exists")) {
                return new Acquisition(Duration.ZERO, error, 0);
            }
            return timeout.isZero()
                    ? new Acquisition(Duration.ZERO, "timeout", 0)
                    : waitFor(bytes, exptime, timeout, maxStep);
        } finally {
            dict.leave();
        }
    }

    private Acquisition waitFor(String key, Duration exptime, Duration timeout, Duration maxStep) {
        long start = dict.ticker.nanoTime();
        dict.waiters.join(key);
        String error = "exists";
        try {
            while (error != null && error.equals("exists")) {
                long left = timeout.toNanos() - (dict.ticker.nanoTime() - start);
                if (left <= 0) {
                    error = "timeout";
                    break;
                }
                dict.waiters.await(key, pause(key, Math.min(left, maxStep.toNanos())));
                error = tryOnce(key, exptime);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            error = "interrupted";
        } finally {
            dict.waiters.leave(key);
            if (error != null) {
                // The wake-up may have been meant for this thread, which has no use for it.
                dict.waiters.wakeOne(key);
            }
        }
        Duration elapsed = Duration.ofNanos(dict.ticker.nanoTime() - start);
        return new Acquisition(elapsed, error, error == null ? lastToken : 0);
    }

    /** How long there is nothing to see: until the entry expires, unless somebody removes it. */
    private long pause(String key, long longest) {
        Entry entry = dict.use(key);
        return entry == null ? 0 : Math.min(longest, dict.nanosLeft(entry));
    }

    private @Nullable String tryOnce(String key, Duration exptime) {
        StoreResult added = dict.add(key, HELD, exptime);
        if (!added.stored()) {
            return added.error();
        }
        Entry entry = dict.use(key);
        if (entry != null) {
            entry.token = ++lastToken;
        }
        return null;
    }

    @Override
    public boolean release(String key, long token) {
        dict.enter();
        try {
            Entry entry = dict.use(DictKey.bytesOf(key));
            if (entry == null || entry.token != token) {
                return false;
            }
            boolean alive = !dict.isExpired(entry);
            dict.remove(entry);
            return alive;
        } finally {
            dict.leave();
        }
    }

    @Override
    public StoreResult expire(String key, long token, Duration exptime) {
        dict.enter();
        try {
            Entry entry = dict.use(DictKey.bytesOf(key));
            if (entry == null || entry.token != token || dict.isExpired(entry)) {
                return StoreResult.failed("not found");
            }
            dict.expire(entry, exptime);
            return StoreResult.done();
        } finally {
            dict.leave();
        }
    }

    @Override
    public @Nullable Duration remaining(String key, long token) {
        dict.enter();
        try {
            Entry entry = dict.use(DictKey.bytesOf(key));
            if (entry == null || entry.token != token || dict.isExpired(entry)) {
                return null;
            }
            return dict.ttl(key).ttl();
        } finally {
            dict.leave();
        }
    }
}
