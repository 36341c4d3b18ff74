// SPDX-License-Identifier: Apache-2.0
package dev.resty.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One running load of a key, which others can wait for. */
final class Flight<V> {

    private static final int LONGEST_SHOWN = 100;

    /** The key's stripe epoch when it began: what a change has to differ from to make this load's result stale. */
    final long epoch;

    private final CompletableFuture<CacheHit<V>> result = new CompletableFuture<>();

    private final Thread leader = Thread.currentThread();

    Flight(long epoch) {
        this.epoch = epoch;
    }

    void land(CacheHit<V> hit) {
        result.complete(hit);
    }

    void fail(Throwable cause) {
        result.completeExceptionally(cause);
    }

    /**
     * Waits for the load that another thread runs, but not for ever: two loaders may wait for each other's keys.
     */
    CacheHit<V> join(String key, Duration timeout) {
        if (leader == Thread.currentThread()) {
            throw new IllegalStateException("the loader of " + quoted(key) + " asks for the same key");
        }
        try {
            CacheHit<V> hit = result.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return hit.level() == HitLevel.LOADER ? new CacheHit<>(hit.value(), HitLevel.L2) : hit;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheLoadException("interrupted while " + quoted(key) + " was loaded", e);
        } catch (TimeoutException e) {
            throw new CacheLoadException("can't wait any longer for the load of " + quoted(key) + ": timeout", null);
        } catch (ExecutionException e) {
            throw failure(key, e.getCause() == null ? e : e.getCause());
        }
    }

    /** What a caller gets for a failed load: an exception of its own, so that each has its own stack trace. */
    static CacheLoadException failure(String key, Throwable cause) {
        if (cause instanceof CacheLoadException known) {
            return new CacheLoadException(known.getMessage(), known.getCause());
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
