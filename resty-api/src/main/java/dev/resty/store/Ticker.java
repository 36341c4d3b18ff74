// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

/**
 * The time that every expiry, timeout and clock function of Resty reads. Tests advance one of their own instead of
 * sleeping. Implementations are safe for concurrent use and never block.
 */
public interface Ticker {

    /** A monotonic reading in nanoseconds, comparable only with others of the same ticker. */
    long nanoTime();

    /**
     * As {@link #nanoTime()}, but possibly as it was a few milliseconds ago where that is cheaper: for the expiry of what
     * is read more often than the clock is worth.
     */
    default long coarseNanoTime() {
        return nanoTime();
    }

    /** The wall clock in milliseconds since the epoch. */
    long currentTimeMillis();

    /** The ticker of this machine: {@link System#nanoTime()} and {@link System#currentTimeMillis()}. */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
