// SPDX-License-Identifier: Apache-2.0
package dev.resty.store;

/**
 * The time that every expiry, timeout and clock function of Resty reads. Tests advance one of their own instead of
 * sleeping. Implementations are safe for concurrent use and never block.
 */
public interface Ticker {

    /** A monotonic reading in nanoseconds, comparable only with others of the same ticker. */
    long nanoTime();

    /** The wall clock in milliseconds since the epoch. */
    long currentTimeMillis();

    /** The ticker of this machine: {@link System#nanoTime()} and {@link System#currentTimeMillis()}. */
    static Ticker system() {
        return SystemTicker.INSTANCE;
    }
}
