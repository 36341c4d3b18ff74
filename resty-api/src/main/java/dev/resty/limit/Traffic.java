// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * One request that several limits apply to: it counts towards all of them, or where one refuses it, towards none.
 * lua-resty-limit-traffic's combination.
 *
 * <pre>{@code
 * try (Admission admission = new Traffic()
 *         .rate(perClient, address)
 *         .rate(overall, "all")
 *         .concurrency(connections, address)
 *         .enter()) {
 *     if (!admission.allowed()) { ... }
 *     ...
 * }
 * }</pre>
 *
 * <p>All limits but the last are looked at first, so that a request which one of them refuses counts nowhere even for a
 * moment. What only the commit shows, as when two requests come for one place, is taken back; until then another may find
 * the place taken, but never more pass than a limit allows. For one thread and one request.
 */
public final class Traffic {

    /** One limit, with the request's key. */
    private record Part(Supplier<Admission.Verdict> peek, Supplier<Admission.Verdict> take) {}

    private final List<Part> parts = new ArrayList<>();

    /** Applies a limit of rates. */
    public Traffic rate(RateLimiter limiter, String key) {
        return rate(limiter, key, 1);
    }

    /** Applies a limit of rates to a request that is worth several. */
    public Traffic rate(RateLimiter limiter, String key, long cost) {
        parts.add(new Part(
                () -> new Admission.Rated(limiter.peek(key, cost), limiter, key, cost),
                () -> new Admission.Rated(limiter.tryAcquire(key, cost), limiter, key, cost)));
        return this;
    }

    /** Applies a limit of concurrency. */
    public Traffic concurrency(ConcurrencyLimiter limiter, String key) {
        parts.add(new Part(
                () -> new Admission.Permitted(limiter.peek(key)),
                () -> new Admission.Permitted(limiter.tryAcquire(key))));
        return this;
    }

    /** Counts the request where all limits allow it. */
    public Admission enter() {
        for (int i = 0; i < parts.size() - 1; i++) {
            Admission.Verdict seen = parts.get(i).peek.get();
            if (!seen.allowed()) {
                return new Admission(List.of(seen), false);
            }
        }
        List<Admission.Verdict> taken = new ArrayList<>(parts.size());
        boolean complete = false;
        try {
            for (Part part : parts) {
                Admission.Verdict verdict = part.take.get();
                if (!verdict.allowed()) {
                    return new Admission(List.of(verdict), false);
                }
                taken.add(verdict);
            }
            complete = true;
            return new Admission(taken, true);
        } finally {
            if (!complete) {
                taken.forEach(Admission.Verdict::undo);
            }
        }
    }
}
