// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import java.util.concurrent.atomic.LongAdder;

/**
 * How many requests this process has seen: {@code $requests} and {@code $connections_active}.
 *
 * <p>Differs from OpenResty: a filter doesn't see connections, so what counts as one is a request in progress.
 */
final class RequestCounts {

    private static final LongAdder BEGUN = new LongAdder();
    private static final LongAdder ENDED = new LongAdder();

    private RequestCounts() {}

    static void begin() {
        BEGUN.increment();
    }

    static void end() {
        ENDED.increment();
    }

    static long total() {
        return BEGUN.sum();
    }

    static long active() {
        return Math.max(0, BEGUN.sum() - ENDED.sum());
    }
}
