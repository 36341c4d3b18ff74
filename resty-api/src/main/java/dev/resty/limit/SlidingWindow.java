// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.LuaScalar;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * So many requests in any span as long as the window: a log of when requests came. For limits up to {@value #SLOTS} it
 * has each millisecond and is exact. For larger ones, requests that come within a {@value #SLOTS}th of the window share
 * an entry that lasts until the last of them is out: never more than the limit in any span, and room comes back up to a
 * {@value #SLOTS}th of the window late.
 *
 * <p>State: when the newest entry began, and of each entry, the oldest first, the time of its last request and its count.
 */
record SlidingWindow(long limit, Duration window) implements Algorithm {

    static final int SLOTS = 32;

    private static final int ENTRY = 2 * Long.BYTES;

    @Override
    public Step take(@Nullable LuaScalar state, long now, long cost) {
        Log log = new Log(state, now, window.toMillis());
        if (cost > limit - log.total) {
            return Step.refused(limit - log.total, log.emptyAfter(), log.roomAfter(cost - (limit - log.total)));
        }
        boolean shared = log.size > 0
                && (log.last(log.size - 1) == log.now
                        || limit > SLOTS && log.now - log.began < window.toMillis() / SLOTS);
        LuaScalar next = shared ? log.grown(cost) : log.appended(cost);
        return Step.fits(next, limit - log.total - cost, 0, window.toNanos());
    }

    @Override
    public @Nullable Step give(LuaScalar state, long now, long cost) {
        Log log = new Log(state, now, window.toMillis());
        long left = Math.max(log.total - cost, 0);
        return left == 0 ? null : Step.fits(log.shrunk(log.total - left), limit - left, 0, log.emptyAfter());
    }

    /** The entries of a state that are still within the window. */
    private static final class Log {

        final long now;
        final long window;
        final long began;
        final int size;
        final long total;

        /** Pairs of time and count. */
        private final long[] entries;

        Log(@Nullable LuaScalar state, long clock, long window) {
            this.window = window;
            if (state == null) {
                now = clock;
                began = clock;
                size = 0;
                total = 0;
                entries = new long[0];
                return;
            }
            ByteBuffer bytes = Algorithm.read(state);
            int count = bytes.remaining() / ENTRY;
            if (count == 0 || bytes.remaining() != Long.BYTES + count * ENTRY) {
                throw Algorithm.abused();
            }
            began = bytes.getLong();
            now = Math.max(clock, bytes.getLong(bytes.limit() - ENTRY));
            entries = new long[2 * count];
            int kept = 0;
            long sum = 0;
            for (int i = 0; i < count; i++) {
                long last = bytes.getLong();
                long requests = bytes.getLong();
                if (last > now - window) {
                    entries[2 * kept] = last;
                    entries[2 * kept++ + 1] = requests;
                    sum += requests;
                }
            }
            size = kept;
            total = sum;
        }

        long last(int entry) {
            return entries[2 * entry];
        }

        /** The state with requests in the newest entry. */
        LuaScalar grown(long cost) {
            ByteBuffer bytes = written(size, began);
            int newest = bytes.capacity() - ENTRY;
            bytes.putLong(newest, now);
            bytes.putLong(newest + Long.BYTES, entries[2 * size - 1] + cost);
            return LuaScalar.wrap(bytes.array());
        }

        /** The state with requests in an entry of their own. */
        LuaScalar appended(long cost) {
            ByteBuffer bytes = written(size + 1, now);
            bytes.putLong(now).putLong(cost);
            return LuaScalar.wrap(bytes.array());
        }

        /** The state without so many of the newest requests, some being left. */
        LuaScalar shrunk(long cost) {
            int kept = size;
            long less = cost;
            while (entries[2 * kept - 1] <= less) {
                less -= entries[2 * --kept + 1];
            }
            entries[2 * kept - 1] -= less;
            ByteBuffer bytes =
                    Algorithm.write(Long.BYTES + kept * ENTRY).putLong(kept == size ? began : last(kept - 1));
            for (int i = 0; i < 2 * kept; i++) {
                bytes.putLong(entries[i]);
            }
            return LuaScalar.wrap(bytes.array());
        }

        private ByteBuffer written(int room, long start) {
            ByteBuffer bytes = Algorithm.write(Long.BYTES + room * ENTRY).putLong(start);
            for (int i = 0; i < 2 * size; i++) {
                bytes.putLong(entries[i]);
            }
            return bytes;
        }

        /** Nanoseconds until all entries are out. */
        long emptyAfter() {
            return size == 0 ? 0 : outAfter(size - 1);
        }

        /** Nanoseconds until so many requests are out. */
        long roomAfter(long requests) {
            long out = 0;
            for (int i = 0; i < size; i++) {
                out += entries[2 * i + 1];
                if (out >= requests) {
                    return outAfter(i);
                }
            }
            return window * Step.MILLI;
        }

        private long outAfter(int entry) {
            return (last(entry) + window - now) * Step.MILLI;
        }
    }
}
