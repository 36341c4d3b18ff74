// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.store.Ticker;

/**
 * The time as a worker's code sees it, which stands still while code doesn't wait, as in nginx: a turn begins whenever a run
 * begins, ends or goes on after a wait. To be used with the worker's baton.
 */
final class Turns {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** About 73 years: far enough for any wait, near enough to be counted in nanoseconds. */
    private static final long LONGEST_SLEEP = Long.MAX_VALUE / 4 / NANOS_PER_MILLI;

    private long turn;

    /** What the clock said in the turn {@link #timed}. */
    private long time;

    private long timed = -1;

    /** What {@link System#nanoTime} said in the turn {@link #counted}. */
    private long nanos;

    private long counted = -1;

    /** A turn begins. */
    void next() {
        turn++;
    }

    /**
     * Milliseconds since the epoch, as the clock said when it was first asked in this turn.
     *
     * @param ticker the clock, always the same
     */
    long millis(Ticker ticker) {
        if (turn != timed) {
            time = ticker.currentTimeMillis();
            timed = turn;
        }
        return time;
    }

    /**
     * When a wait of so many milliseconds ends that begins in this turn, as {@link System#nanoTime} will tell it. What
     * waits equally long in one turn has the same time.
     */
    long dueIn(long millis) {
        if (turn != counted) {
            counted = turn;
            nanos = System.nanoTime();
        }
        return nanos + Math.min(millis, LONGEST_SLEEP) * NANOS_PER_MILLI;
    }
}
