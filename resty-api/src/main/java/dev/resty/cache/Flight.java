// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import dev.resty.dict.StoreUnavailableException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One running load of a key, which others can wait for. */
final class Flight<V> {

    private static final int LONGEST_SHOWN = 100;

    /**
     * The key's stripe epoch when it began, or after a clear that it came after: what a change has to differ from to make this
     * load's result stale. Written under the stripe's lock.
     */
    volatile long epoch;

    /** How many clears there were when it began. */
    final int cleared;

    private final CompletableFuture<CacheHit<V>> result = new CompletableFuture<>();

    /** Who runs the loader. */
    private volatile @Nullable Thread pilot = Thread.currentThread();

    private volatile @Nullable Stale<V> stale;

    private volatile boolean refresh;

    Flight(long epoch, int cleared) {
        this.epoch = epoch;
        this.cleared = cleared;
    }

    /**
     * An old value that may be served while, or if not, a new one can be had.
     *
     * @param hit what callers get
     * @param until the reading of the cache's clock at which it may be no more
     */
    record Stale<V>(CacheHit<V> hit, Set<String> tags, long until) {}

    /** Says whose thread runs the loader; none while it waits to run. */
    void pilot(@Nullable Thread thread) {
        pilot = thread;
    }

    /**
     * What a failed or slow load may be answered with.
     *
     * @param now the cache's clock
     */
    @Nullable Stale<V> stale(long now) {
        Stale<V> old = stale;
        return old == null || now - old.until >= 0 ? null : old;
    }

    void stale(@Nullable Stale<V> old) {
        stale = old;
    }

    /** Says that nobody has to wait for it: there is a value meanwhile. */
    void refreshes(Stale<V> old) {
        stale = old;
        refresh = true;
    }

    boolean refresh() {
        return refresh;
    }

    boolean done() {
        return result.isDone();
    }

    void land(CacheHit<V> hit) {
        result.complete(hit);
    }

    void fail(Throwable cause) {
        result.completeExceptionally(cause);
    }

    /** Runs something where it has not ended after a time. */
    void limit(long nanos, Runnable giveUp) {
        CompletableFuture<Boolean> limit = new CompletableFuture<>();
        limit.orTimeout(nanos, TimeUnit.NANOSECONDS).whenComplete((ended, timeout) -> {
            if (timeout != null && !done()) {
                giveUp.run();
            }
        });
        result.whenComplete((hit, failure) -> limit.complete(true));
    }

    /** Refuses to wait for oneself. */
    void refusePilot(String key) {
        if (pilot == Thread.currentThread() && !done()) {
            throw new IllegalStateException("the loader of " + quoted(key) + " asks for the same key");
        }
    }

    /**
     * Waits for the load for a while.
     *
     * @return null where it takes longer
     */
    @Nullable CacheHit<V> await(String key, long nanos) {
        try {
            return result.get(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoadException("interrupted while " + quoted(key) + " was loaded", e);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw failure(key, e.getCause() == null ? e : e.getCause());
        }
    }

    static CacheLoadException tookTooLong(String key) {
        return new CacheLoadException("can't load " + quoted(key) + ": hard timeout", null);
    }

    static CacheLoadException waitedTooLong(String key) {
        return new CacheLoadException("can't wait any longer for the load of " + quoted(key) + ": timeout", null);
    }

    /** What a caller gets for a failed load: an exception of its own, so that each has its own stack trace. */
    static RuntimeException failure(String key, Throwable cause) {
        if (cause instanceof CacheLoadException known) {
            return new CacheLoadException(known.getMessage(), known.getCause());
        }
        if (cause instanceof StoreUnavailableException down) {
            return new StoreUnavailableException(String.valueOf(down.getMessage()), down);
        }
        return new CacheLoadException("can't load " + quoted(key) + ": " + cause, cause);
    }

    /** A key as messages may show it: in quotes, shortened, control characters escaped. */
    static String quoted(String key) {
        StringBuilder text = new StringBuilder("\"");
        int shown = Math.min(key.length(), LONGEST_SHOWN);
        for (int i = 0; i < shown; i++) {
            char c = key.charAt(i);
            if (Character.isISOControl(c)) {
                text.append(String.format("\\x%02x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.append(shown < key.length() ? "...\"" : "\"").toString();
    }
}
