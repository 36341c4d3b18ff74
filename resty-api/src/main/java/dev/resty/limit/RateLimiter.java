// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import dev.resty.dict.UpdateResult;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how often something may happen, by key.
 *
 * <pre>{@code
 * RateLimiter perClient = resty.rateLimiter("limits").slidingWindow(100, Duration.ofMinutes(1)).build();
 * Decision decision = perClient.tryAcquire(clientAddress);
 * decision.headers().forEach(response::setHeader);
 * if (!decision.allowed()) {
 *     response.setStatus(429);
 * }
 * }</pre>
 *
 * <p>Each request is one atomic update of the key's entry, so a limit is exact whatever the number of threads, and of
 * nodes where the dict is one that they share; the nodes' clocks are to agree, and one that is ahead gives room back that
 * much sooner. A request that is refused counts nothing. Entries expire when they matter no more. Safe for concurrent
 * use; blocks as operations on the dict do.
 *
 * <p>Keys are those of {@link SharedDict}; limiters that share a dict need different ones, or prefixes.
 */
public final class RateLimiter {

    private final SharedDict dict;

    private final @Nullable SharedDict local;

    private final Algorithm algorithm;

    private final LongSupplier epochMillis;

    private final String prefix;

    private final String policy;

    private final boolean dryRun;

    private final StoreDown storeDown;

    private final Outage outage;

    RateLimiter(RateLimiterBuilder builder, Algorithm algorithm) {
        dict = builder.dict;
        local = builder.local;
        this.algorithm = algorithm;
        epochMillis = builder.epochMillis;
        prefix = builder.prefix;
        policy = builder.name;
        dryRun = builder.dryRun;
        storeDown = builder.storeDown;
        outage = new Outage(dict.name(), storeDown, epochMillis);
    }

    /** Starts a limiter whose counts are in a dict. */
    public static RateLimiterBuilder builder(SharedDict dict) {
        return new RateLimiterBuilder(dict);
    }

    /**
     * Counts a request where the limit allows it.
     *
     * @throws IllegalArgumentException where the key is empty or too long
     * @throws DictException where the key holds what isn't this limiter's
     */
    public Decision tryAcquire(String key) {
        return decide(key, 1, true);
    }

    /**
     * Counts a request that is worth several, all of them or none.
     *
     * @param cost what it counts; positive. One over the limit is always refused
     * @see #tryAcquire(String)
     */
    public Decision tryAcquire(String key, long cost) {
        return decide(key, cost, true);
    }

    /** What {@link #tryAcquire(String)} would say now; counts nothing. */
    public Decision peek(String key) {
        return decide(key, 1, false);
    }

    /** What {@link #tryAcquire(String, long)} would say now; counts nothing. */
    public Decision peek(String key, long cost) {
        return decide(key, cost, false);
    }

    /** Gives back what a request took that didn't come to be after all. */
    public void refund(String key) {
        refund(key, 1);
    }

    /**
     * Gives back a part of what requests took; what has come back with time already isn't there twice. Does nothing while
     * the store doesn't answer.
     *
     * @param cost what it counted; positive
     */
    public void refund(String key, long cost) {
        check(cost);
        long now = epochMillis.getAsLong();
        if (!outage.ask()) {
            return;
        }
        try {
            UpdateResult result = dict.update(prefix + key, current -> {
                Step step = current == null ? null : algorithm.give(current.value(), now, cost);
                return step == null ? null : step.entry(current);
            });
            outage.answered();
            hasRoom(result.error());
        } catch (StoreUnavailableException e) {
            outage.failed(e);
        }
    }

    private Decision decide(String key, long cost, boolean count) {
        check(cost);
        Decision decision = enforced(prefix.isEmpty() ? key : prefix + key, cost, count);
        return dryRun ? decision.dryRun() : decision;
    }

    private Decision enforced(String key, long cost, boolean count) {
        long now = epochMillis.getAsLong();
        if (outage.ask()) {
            try {
                Step step = step(dict, key, now, cost, count);
                outage.answered();
                if (step != null) {
                    return Decision.of(step, algorithm, policy, false);
                }
            } catch (StoreUnavailableException e) {
                outage.failed(e);
            }
        }
        Step step = storeDown == StoreDown.LOCAL ? step(Objects.requireNonNull(local), key, now, cost, count) : null;
        return step == null
                ? Decision.blind(storeDown != StoreDown.CLOSED, algorithm, policy)
                : Decision.of(step, algorithm, policy, true);
    }

    /** Null where the dict has no room for the key. */
    private @Nullable Step step(SharedDict where, String key, long now, long cost, boolean count) {
        if (count) {
            Taking taking = new Taking(algorithm, now, cost);
            UpdateResult result = where.update(key, taking);
            return hasRoom(result.error()) ? taking.step : null;
        }
        DictValue value = where.get(key);
        return algorithm.take(value == null ? null : value.value(), now, cost);
    }

    static boolean hasRoom(@Nullable String error) {
        if (error == null) {
            return true;
        }
        switch (error) {
            case "no memory":
                return false;
            case "empty key":
            case "key too long":
                throw new IllegalArgumentException(error);
            default:
                throw new DictException(error);
        }
    }

    private static void check(long cost) {
        if (cost <= 0) {
            throw new IllegalArgumentException("cost must be positive: " + cost);
        }
    }

    /** One request as an update; the last call's step is the one that was stored. */
    private static final class Taking implements DictUpdate {

        private final Algorithm algorithm;

        private final long now;

        private final long cost;

        @Nullable Step step;

        Taking(Algorithm algorithm, long now, long cost) {
            this.algorithm = algorithm;
            this.now = now;
            this.cost = cost;
        }

        @Override
        public @Nullable DictEntry apply(@Nullable DictEntry current) {
            Step taken = algorithm.take(current == null ? null : current.value(), now, cost);
            step = taken;
            return taken.entry(current);
        }
    }
}
