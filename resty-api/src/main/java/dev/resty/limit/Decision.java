// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link RateLimiter} says of a request.
 *
 * @param allowed whether it may go on
 * @param delay how long it is to wait first; zero but for leaky buckets
 * @param remaining how many more may come at once after it
 * @param limit how many may come at once where none came before
 * @param window how long so many use up their room
 * @param resetAfter when all room is there again, if nothing more comes
 * @param retryAfter when a request that was refused would be allowed; zero where it was allowed
 * @param policy the limiter's name
 * @param storeDown whether the store didn't answer, and the limiter did as {@link StoreDown} has it
 * @param suppressed what would have been said, but for the dry run; null where it isn't one
 */
public record Decision(
        boolean allowed,
        Duration delay,
        long remaining,
        long limit,
        Duration window,
        Duration resetAfter,
        Duration retryAfter,
        String policy,
        boolean storeDown,
        @Nullable Decision suppressed) {

    /** Whether the limit would have it refused: as {@link #allowed}, but for dry runs. */
    public boolean exceeded() {
        return suppressed == null ? !allowed : !suppressed.allowed;
    }

    /**
     * The fields of a response that tell a client of the limit, in the order they are to be sent. {@code RateLimit} and
     * {@code RateLimit-Policy} are as in draft-ietf-httpapi-ratelimit-headers from version 8 on; {@code RateLimit-Limit},
     * {@code RateLimit-Remaining} and {@code RateLimit-Reset} are those of its versions up to 6, which many clients know.
     * {@code Retry-After} is there where the request was refused. Times are whole seconds, rounded up. Where the store
     * didn't answer, nothing is known but when to try again.
     */
    public Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!storeDown) {
            headers.put("RateLimit-Policy", '"' + policy + "\";q=" + limit + ";w=" + Math.max(seconds(window), 1));
            headers.put("RateLimit", '"' + policy + "\";r=" + remaining + ";t=" + seconds(resetAfter));
            headers.put("RateLimit-Limit", Long.toString(limit));
            headers.put("RateLimit-Remaining", Long.toString(remaining));
            headers.put("RateLimit-Reset", Long.toString(seconds(resetAfter)));
        }
        if (!allowed) {
            headers.put("Retry-After", Long.toString(seconds(retryAfter)));
        }
        return headers;
    }

    private static long seconds(Duration duration) {
        return duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    }

    static Decision of(Step step, Algorithm algorithm, String policy, boolean storeDown) {
        return new Decision(
                step.fits(),
                nanos(step.delay()),
                step.remaining(),
                algorithm.limit(),
                algorithm.window(),
                nanos(step.reset()),
                nanos(step.retry()),
                policy,
                storeDown,
                null);
    }

    /** Said without having asked the store. */
    static Decision blind(boolean allowed, Algorithm algorithm, String policy) {
        return new Decision(
                allowed,
                Duration.ZERO,
                allowed ? algorithm.limit() : 0,
                algorithm.limit(),
                algorithm.window(),
                Duration.ZERO,
                allowed ? Duration.ZERO : Duration.ofMillis(Outage.PAUSE_MILLIS),
                policy,
                true,
                null);
    }

    /** This decision as a dry run gives it. */
    Decision dryRun() {
        return new Decision(
                true, Duration.ZERO, remaining, limit, window, resetAfter, Duration.ZERO, policy, storeDown, this);
    }

    private static Duration nanos(long nanos) {
        return nanos == 0 ? Duration.ZERO : Duration.ofNanos(nanos);
    }
}
