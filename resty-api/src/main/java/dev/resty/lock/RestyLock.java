// SPDX-License-Identifier: Apache-2.0
package dev.resty.lock;

import dev.resty.dict.DictException;
import dev.resty.dict.StoreResult;
import dev.resty.lock.LockOptions.LostLock;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.function.Consumer;
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
 * <p>A lock that expires while its holder is still at work excludes nobody any more. Where that matters, let the resource
 * refuse whoever comes with a smaller {@link #token} than the largest it has seen, or have {@link LockOptions#onLost}
 * stop the work, or {@link LockOptions#renewal} prevent it.
 *
 * <p>Nothing belongs to a thread: any thread may release what another one locked. Safe for concurrent use, though each
 * party that competes for a key needs a lock object of its own. Differs from OpenResty: waiters are woken, not polled,
 * and {@link #unlock} leaves the key alone where this lock has expired and somebody else holds it by now.
 *
 * @see <a href="https://github.com/openresty/lua-resty-lock">lua-resty-lock</a>
 */
public final class RestyLock implements AutoCloseable {

    private static final VarHandle STATE;

    /** The state of a lock object that waits for a key. */
    private static final Object ACQUIRING = new Object();

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(RestyLock.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LockStore store;

    private final LockOptions options;

    private final LockWatch watch;

    /** Null, {@link #ACQUIRING} or a {@link Held}; changed by compare-and-set, so that no lock is held across I/O. */
    private volatile @Nullable Object state;

    /** What is held, from the moment it was locked to that of its release. */
    private static final class Held {

        final String key;

        final long token;

        /** Null where nobody looks after it. */
        LockWatch.@Nullable Watched watched;

        Held(String key, long token) {
            this.key = key;
            this.token = token;
        }
    }

    /** A lock object on a store's keys; holds nothing yet. */
    public RestyLock(LockStore store, LockOptions options) {
        this(store, options, LockWatch.shared());
    }

    RestyLock(LockStore store, LockOptions options, LockWatch watch) {
        this.store = store;
        this.options = options;
        this.watch = watch;
    }

    /**
     * Locks a key, waiting up to the options' timeout. Blocks.
     *
     * @return the time waited; or {@code "locked"} where this object holds a key already, {@code "timeout"} where
     *     another holds it, {@code "interrupted"} where the thread was (its flag stays set), or an error of the dict
     */
    public LockResult lock(String key) {
        return lock(key, options.exptime(), options.timeout());
    }

    /**
     * Locks a key, with an exptime of its own.
     *
     * @param exptime as in {@link LockOptions}; the wait is no longer than that
     * @throws IllegalArgumentException where it is negative
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

    /**
     * Locks a key, with an exptime and a timeout of its own.
     *
     * @param exptime as in {@link LockOptions}; or zero, which never expires: only a release frees the key then
     * @param timeout how long to wait, may be longer than {@code exptime}; zero tries once
     * @throws IllegalArgumentException where either is negative
     * @see #lock(String)
     */
    public LockResult lock(String key, Duration exptime, Duration timeout) {
        LockOptions.notNegative("exptime", exptime);
        LockOptions.notNegative("timeout", timeout);
        if (!STATE.compareAndSet(this, null, ACQUIRING)) {
            return LockResult.failed("locked", Duration.ZERO);
        }
        Held held = null;
        try {
            LockStore.Acquisition got =
                    store.acquire(key, exptime, LockOptions.counted(timeout), LockOptions.counted(options.maxStep()));
            if (got.error() != null) {
                return LockResult.failed(got.error(), got.elapsed());
            }
            held = new Held(key, got.token());
            if (options.watched()) {
                held.watched = watch.start(store, key, got.token(), exptime, options);
            }
            return LockResult.done(got.elapsed());
        } catch (DictException e) {
            return LockResult.failed(message(e), Duration.ZERO);
        } finally {
            // The store has ordered everything already; a full fence would only cost.
            STATE.setRelease(this, held);
        }
    }

    /**
     * Releases the key that is held; {@code "unlocked"} where none is. Where the store doesn't answer nothing is held
     * afterwards all the same, and the key is free when it expires.
     */
    public LockResult unlock() {
        if (!(state instanceof Held held) || !STATE.compareAndSet(this, held, null)) {
            return LockResult.failed("unlocked", Duration.ZERO);
        }
        LockWatch.Watched watched = held.watched;
        boolean untold = watched != null && watched.stop();
        try {
            Consumer<LostLock> onLost = options.onLost();
            if (!store.release(held.key, held.token) && untold && onLost != null) {
                LockWatch.tell(onLost, new LostLock(held.key, held.token));
            }
            return LockResult.done(Duration.ZERO);
        } catch (DictException e) {
            return LockResult.failed(message(e), Duration.ZERO);
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
        if (!(state instanceof Held held)) {
            return LockResult.failed("unlocked", Duration.ZERO);
        }
        try {
            StoreResult result = store.expire(held.key, held.token, exptime);
            if (result.error() != null) {
                return LockResult.failed(result.error(), Duration.ZERO);
            }
            LockWatch.Watched watched = held.watched;
            if (watched != null) {
                watched.livesFor(exptime);
            }
            return LockResult.done(Duration.ZERO);
        } catch (DictException e) {
            return LockResult.failed(message(e), Duration.ZERO);
        }
    }

    /** The key that is held, or was until it expired; null where none is. */
    public @Nullable String key() {
        return state instanceof Held held ? held.key : null;
    }

    /**
     * The fencing token of the key that is held: larger than that of every earlier owner of the key, on any node, so a
     * resource can refuse owners that come late. 0 where none is held.
     */
    public long token() {
        return state instanceof Held held ? held.token : 0;
    }

    /**
     * Asks the store whether the held key is still this object's: false where none is held, or it has expired, was
     * removed or taken by another. May have changed by the time the caller looks.
     *
     * @throws dev.resty.dict.StoreUnavailableException where the store doesn't answer
     */
    public boolean owned() {
        return state instanceof Held held && store.remaining(held.key, held.token) != null;
    }

    /** Releases the key where one is held. */
    @Override
    public void close() {
        unlock();
    }

    private static String message(DictException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
