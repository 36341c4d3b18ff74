// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import dev.resty.dict.StoreResult;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One holder of locks on a dict's keys, with lua-resty-lock's contract: holds at most one key at a time, and whoever
 * adds the same key to the dict, from Lua or from Java, is excluded until it is released or expires.
 *
 * <pre>{@code
 * try (RestyLock lock = resty.lock("locks")) {
 *     if (lock.lock("order:42").ok()) {
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>Nothing belongs to a thread: any thread may release what another one locked. Safe for concurrent use, though each
 * party that competes for a key needs a lock object of its own. Differs from OpenResty: waiters are woken, not polled,
 * and {@link #unlock} leaves the key alone where this lock has expired and somebody else holds it by now.
 *
 * @see <a href="https://github.com/openresty/lua-resty-lock">lua-resty-lock</a>
 */
public final class RestyLock implements AutoCloseable {

    private final LockStore store;

    private final LockOptions options;

    private final ReentrantLock state = new ReentrantLock();

    private @Nullable String heldKey;

    private long token;

    private boolean acquiring;

    /** A lock object on a store's keys; holds nothing yet. */
    public RestyLock(LockStore store, LockOptions options) {
        this.store = store;
        this.options = options;
    }

    /**
     * Locks a key, waiting up to the options' timeout. Blocks.
     *
     * @return the time waited; or {@code "locked"} where this object holds a key already, {@code "timeout"} where
     *     another holds it, {@code "interrupted"} where the thread was (its flag stays set), or an error of the dict
     */
    public LockResult lock(String key) {
        return lock(key, options.exptime());
    }

    /**
     * Locks a key, with an exptime of its own.
     *
     * @param exptime as in {@link LockOptions}; the wait is no longer than that
     * @see #lock(String)
     */
    public LockResult lock(String key, Duration exptime) {
        Duration timeout = options.timeout().compareTo(exptime) > 0 ? exptime : options.timeout();
        return lock(key, exptime, timeout);
    }

    /** Locks a key where it is free, without waiting: {@code "timeout"} where it isn't, else as {@link #lock(String)}. */
    public LockResult tryLock(String key) {
        return lock(key, options.exptime(), Duration.ZERO);
    }

    private LockResult lock(String key, Duration exptime, Duration timeout) {
        state.lock();
        try {
            if (heldKey != null || acquiring) {
                return LockResult.failed("locked", Duration.ZERO);
            }
            acquiring = true;
        } finally {
            state.unlock();
        }
        LockStore.@Nullable Acquisition got = null;
        try {
            got = store.acquire(key, exptime, timeout, options.maxStep());
        } finally {
            settle(key, got);
        }
        return got.error() == null ? LockResult.done(got.elapsed()) : LockResult.failed(got.error(), got.elapsed());
    }

    private void settle(String key, LockStore.@Nullable Acquisition got) {
        state.lock();
        try {
            acquiring = false;
            if (got != null && got.error() == null) {
                heldKey = key;
                token = got.token();
            }
        } finally {
            state.unlock();
        }
    }

    /** Releases the key that is held; {@code "unlocked"} where none is. */
    public LockResult unlock() {
        state.lock();
        try {
            String key = heldKey;
            if (key == null) {
                return LockResult.failed("unlocked", Duration.ZERO);
            }
            heldKey = null;
            store.release(key, token);
            return LockResult.done(Duration.ZERO);
        } finally {
            state.unlock();
        }
    }

    /** Gives the held key the options' exptime anew. */
    public LockResult expire() {
        return expire(options.exptime());
    }

    /**
     * Gives the held key a new remaining life.
     *
     * @return {@code "unlocked"} where none is held, {@code "not found"} where it has expired meanwhile
     */
    public LockResult expire(Duration exptime) {
        state.lock();
        try {
            String key = heldKey;
            if (key == null) {
                return LockResult.failed("unlocked", Duration.ZERO);
            }
            StoreResult result = store.expire(key, token, exptime);
            return result.error() == null
                    ? LockResult.done(Duration.ZERO)
                    : LockResult.failed(result.error(), Duration.ZERO);
        } finally {
            state.unlock();
        }
    }

    /** The key that is held; null where none is. */
    public @Nullable String key() {
        state.lock();
        try {
            return heldKey;
        } finally {
            state.unlock();
        }
    }

    /** Releases the key where one is held. */
    @Override
    public void close() {
        unlock();
    }
}
