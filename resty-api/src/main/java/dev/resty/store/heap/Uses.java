// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers the uses of a dict's entries, and counts what its operations did. A counter that all threads write would cost
 * each of them more than the rest of a get, so every thread has a cell of its own.
 *
 * <p>The numbers of one thread grow, and those of threads that use the dict one after the other do so too: one thread at a
 * time has the turn, and whoever comes next takes it and goes on after its last number. Threads that would take it from
 * each other all the time leave it where it is for {@value #BATCH} uses and number theirs after the last number they know
 * of, which whoever has the turn tells every {@value #BATCH} uses. So uses at the same moment may be numbered in another
 * order than they happened in, as far as that many uses of each thread go.
 */
final class Uses {

    private static final int BATCH = 64;

    /** Taking the turn costs some hundred nanoseconds; a thread that took it so shortly ago leaves it to others. */
    private static final long SOON_NANOS = 20_000;

    private static final int PAD = 8;

    /** The last number that the cell's thread gave. */
    private static final int LAST = PAD;

    /** So many uses yet it leaves the turn to others. */
    private static final int PATIENCE = PAD + 1;

    /** Where in a cell reads are counted that found a live value; so for the others. */
    static final int HITS = PAD + 2;

    static final int MISSES = PAD + 3;

    static final int WRITES = PAD + 4;

    static final int REFUSED = PAD + 5;

    static final int EVICTIONS = PAD + 6;

    static final int EXPIRATIONS = PAD + 7;

    /** Uses that are no more than that. */
    static final int OTHERS = PAD + 8;

    /** When its thread took the turn last. */
    private static final int TURN = PAD + 9;

    /** Cells lie apart by what a processor fetches at once. */
    private static final int CELL = PAD + 10 + PAD;

    /** No entry's last use. */
    private static final long NO_USE = -1;

    private static final int HOLDER = PAD;

    private static final int KNOWN = PAD + 1;

    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[][] cells = new long[Seats.COUNT + 1][];

    /** Who has the turn, and a number that no later use is below; in the middle, since what lies beside it is not read so often. */
    private final long[] turn = new long[2 * PAD + 2];

    /** Of those who have no seat. */
    private final StripeLock standing = new StripeLock();

    Uses() {
        turn[HOLDER] = Seats.COUNT;
        cells[Seats.COUNT] = new long[CELL];
    }

    /** Counts what an operation did, and numbers the use that it was. */
    long next(int what) {
        return next(what, Seats.current());
    }

    /** As {@link #next(int)}, for the seat of the current thread. */
    long next(int what, int seat) {
        return next(what, seat, NO_USE);
    }

    /** As {@link #next(int, int)} of an entry whose last use was this one: the same number where no other use came since. */
    long next(int what, int seat, long last) {
        if (seat != Seats.COUNT) {
            return next(cell(seat), seat, what, last);
        }
        standing.lock();
        try {
            return next(cells[seat], seat, what, last);
        } finally {
            standing.unlock();
        }
    }

    /** Counts what an operation did that was no use of an entry. */
    void count(int what) {
        int seat = Seats.current();
        if (seat != Seats.COUNT) {
            cell(seat)[what]++;
            return;
        }
        standing.lock();
        try {
            cells[seat][what]++;
        } finally {
            standing.unlock();
        }
    }

    private long[] cell(int seat) {
        long[] cell = cells[seat];
        return cell != null ? cell : newCell(seat);
    }

    private long[] newCell(int seat) {
        long[] cell = new long[CELL];
        cells[seat] = cell;
        return cell;
    }

    private long next(long[] cell, int seat, int what, long last) {
        cell[what]++;
        long number = cell[LAST] + 1;
        if ((long) LONGS.getOpaque(turn, HOLDER) != seat) {
            number = nextOfOther(cell, seat);
        } else if (number == last + 1) {
            return last;
        } else if ((number & BATCH - 1) == 0) {
            tell(number);
            cell[PATIENCE] = 0;
        }
        cell[LAST] = number;
        return number;
    }

    private long nextOfOther(long[] cell, int seat) {
        long last = cell[LAST];
        long known = (long) LONGS.getOpaque(turn, KNOWN);
        if (cell[PATIENCE] > 0) {
            cell[PATIENCE]--;
            return Math.max(last, known) + 1;
        }
        long now = System.nanoTime();
        cell[PATIENCE] = last != 0 && now - cell[TURN] < SOON_NANOS ? BATCH - 1 : 0;
        cell[TURN] = now;
        long number = Math.max(last, Math.max(known, lastOfHolder())) + 1;
        tell(number);
        LONGS.setRelease(turn, HOLDER, (long) seat);
        return number;
    }

    private long lastOfHolder() {
        long[] cell = cells[(int) (long) LONGS.getAcquire(turn, HOLDER)];
        return cell == null ? 0 : (long) LONGS.getOpaque(cell, LAST);
    }

    private void tell(long number) {
        long known = (long) LONGS.getOpaque(turn, KNOWN);
        while (known < number && !LONGS.compareAndSet(turn, KNOWN, known, number)) {
            known = (long) LONGS.getOpaque(turn, KNOWN);
        }
    }

    /** A number that all uses so far of threads that are done with them have at most, and all later ones are above. */
    long horizon() {
        tell(lastOfHolder());
        return (long) LONGS.getOpaque(turn, KNOWN);
    }

    /** How often something was counted. */
    long sum(int what) {
        long sum = 0;
        for (long[] cell : cells) {
            if (cell != null) {
                sum += (long) LONGS.getOpaque(cell, what);
            }
        }
        return sum;
    }
}
