// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the limits of a {@link Traffic} say of a request. Closing it gives the permits of concurrency limits back; what
 * was counted towards rates stays.
 */
public final class Admission implements AutoCloseable {

    /** What one limit says. */
    sealed interface Verdict permits Rated, Permitted {

        boolean allowed();

        Duration delay();

        /** As if the request had never come. */
        void undo();
    }

    record Rated(Decision decision, RateLimiter limiter, String key, long cost) implements Verdict {

        @Override
        public boolean allowed() {
            return decision.allowed();
        }

        @Override
        public Duration delay() {
            return decision.delay();
        }

        @Override
        public void undo() {
            if (!decision.storeDown() && !decision.exceeded()) {
                limiter.refund(key, cost);
            }
        }
    }

    record Permitted(Permit permit) implements Verdict {

        @Override
        public boolean allowed() {
            return permit.allowed();
        }

        @Override
        public Duration delay() {
            return permit.delay();
        }

        @Override
        public void undo() {
            permit.leave(null);
        }
    }

    private final List<Verdict> verdicts;

    private final boolean allowed;

    Admission(List<Verdict> verdicts, boolean allowed) {
        this.verdicts = verdicts;
        this.allowed = allowed;
    }

    /** Whether it may go on. */
    public boolean allowed() {
        return allowed;
    }

    /** How long it is to wait first: the longest delay of any limit; zero where it was refused. */
    public Duration delay() {
        Duration longest = Duration.ZERO;
        for (Verdict verdict : verdicts) {
            Duration delay = verdict.delay();
            longest = allowed && delay.compareTo(longest) > 0 ? delay : longest;
        }
        return longest;
    }

    /** What the limits of rates say, in their order; where it was refused, only that of the limit which did. */
    public List<Decision> decisions() {
        return verdicts.stream()
                .filter(Rated.class::isInstance)
                .map(verdict -> ((Rated) verdict).decision)
                .toList();
    }

    /** {@link Decision#headers} of the rate that has the least left; none where no limit of rates has spoken. */
    public Map<String, String> headers() {
        return decisions().stream()
                .min((a, b) -> Long.compare(a.remaining(), b.remaining()))
                .map(Decision::headers)
                .orElse(Map.of());
    }

    /** Takes everything back, as if the request had never come. */
    public void undo() {
        if (allowed) {
            verdicts.forEach(Verdict::undo);
        }
    }

    @Override
    public void close() {
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Permitted permitted) {
                permitted.permit.close();
            }
        }
    }
}
