// SPDX-License-Identifier: Apache-2.0
package dev.resty.limit;

import dev.resty.dict.DictEntry;
import dev.resty.dict.DictException;
import dev.resty.dict.DictUpdate;
import dev.resty.dict.DictValue;
import dev.resty.dict.SharedDict;
import dev.resty.dict.StoreUnavailableException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits how many do something at the same time, by key: lua-resty-limit-conn's model. Who comes over {@code max} is to
 * wait first, longer the more there are; who comes over {@code max + burst} is refused.
 *
 * <pre>{@code
 * try (Permit permit = limiter.tryAcquire(clientAddress)) {
 *     if (!permit.allowed()) { ... }
 *     ...
 * }
 * }</pre>
 *
 * <p>A permit ends when it is closed, or by itself when its life is over, so what a node that crashed has held comes back:
 * after the permit's life, or up to an eighth of it later. What takes longer than that is to {@link Permit#renew} its
 * permit. Exact among all threads, and among all nodes where the dict is one that they share and their clocks agree. Safe
 * for concurrent use; blocks as operations on the dict do. Keys are as with {@link RateLimiter}; a script's
 * {@code resty.limit.conn} keeps a plain number, so it needs keys of its own.
 */
public final class ConcurrencyLimiter {

    private final SharedDict dict;

    private final @Nullable SharedDict local;

    private final LongSupplier epochMillis;

    private final String prefix;

    private final boolean dryRun;

    private final StoreDown storeDown;

    private final Outage outage;

    private final long max;

    private final long burst;

    private final long life;

    /** The delay for each time that {@code max} is exceeded, in nanoseconds; follows how long permits are held. */
    private final AtomicLong unitDelay;

    ConcurrencyLimiter(ConcurrencyLimiterBuilder builder) {
        dict = builder.dict;
        local = builder.local;
        epochMillis = builder.epochMillis;
        prefix = builder.prefix;
        dryRun = builder.dryRun;
        storeDown = builder.storeDown;
        max = builder.max;
        burst = builder.burst;
        life = builder.permitLife.toMillis();
        unitDelay = new AtomicLong(builder.delay.toNanos());
        outage = new Outage(dict.name(), storeDown, epochMillis);
    }

    /** Starts a limiter whose counts are in a dict. */
    public static ConcurrencyLimiterBuilder builder(SharedDict dict) {
        return new ConcurrencyLimiterBuilder(dict);
    }

    /**
     * Takes a permit where the limit allows it.
     *
     * @return to be closed in any case; does nothing then where it was refused
     * @throws IllegalArgumentException where the key is empty or too long
     * @throws DictException where the key holds what isn't this limiter's
     */
    public Permit tryAcquire(String key) {
        return decide(prefix + key, true);
    }

    /** What {@link #tryAcquire} would say now; takes nothing. */
    public Permit peek(String key) {
        return decide(prefix + key, false);
    }

    /** The delay for each time that {@code max} is exceeded, as it is now. */
    public Duration unitDelay() {
        return Duration.ofNanos(unitDelay.get());
    }

    private Permit decide(String key, boolean take) {
        long now = epochMillis.getAsLong();
        if (outage.ask()) {
            try {
                Permit permit = decide(dict, key, now, take, false);
                outage.answered();
                if (permit != null) {
                    return permit;
                }
            } catch (StoreUnavailableException e) {
                outage.failed(e);
            }
        }
        Permit permit =
                storeDown == StoreDown.LOCAL ? decide(Objects.requireNonNull(local), key, now, take, true) : null;
        return permit != null ? permit : new Permit(this, null, key, now, 0, storeDown != StoreDown.CLOSED, true);
    }

    /** Null where the dict has no room for the key. */
    private @Nullable Permit decide(SharedDict where, String key, long now, boolean take, boolean down) {
        Taking taking = new Taking(Leases.slot(now, life), now, max + burst);
        if (take) {
            if (!RateLimiter.hasRoom(where.update(key, taking).error())) {
                return null;
            }
        } else {
            DictValue value = where.get(key);
            taking.count = value == null ? 1 : Leases.of(value.value(), now).total() + 1;
        }
        boolean fits = taking.count <= max + burst;
        return new Permit(this, take && fits ? where : null, key, now, taking.count, fits, down).ends(taking.slot);
    }

    /** One permit as an update. */
    private static final class Taking implements DictUpdate {

        final long slot;

        private final long now;

        private final long most;

        /** How many hold one, this one included; of the last call. */
        long count;

        Taking(long slot, long now, long most) {
            this.slot = slot;
            this.now = now;
            this.most = most;
        }

        @Override
        public @Nullable DictEntry apply(@Nullable DictEntry current) {
            Leases leases = Leases.of(current, now);
            count = leases.total() + 1;
            return count > most ? current : leases.with(slot).entry(now);
        }
    }

    /** How long who is that many-th is to wait. */
    Duration delay(long count) {
        return count <= max ? Duration.ZERO : Duration.ofNanos(unitDelay.get() * ((count - 1) / max));
    }

    long most() {
        return max + burst;
    }

    boolean dryRun() {
        return dryRun;
    }

    long now() {
        return epochMillis.getAsLong();
    }

    /** Takes a permit's lease from one slot to another, or away; the slot where it is now, 0 where it had ended. */
    long move(SharedDict where, String key, long from, boolean renew) {
        long now = epochMillis.getAsLong();
        Moving moving = new Moving(now, from, renew ? Leases.slot(now, life) : 0);
        if (where == dict && !outage.ask()) {
            return from;
        }
        try {
            RateLimiter.hasRoom(where.update(key, moving).error());
            if (where == dict) {
                outage.answered();
            }
            return moving.moved;
        } catch (StoreUnavailableException e) {
            outage.failed(e);
            return from;
        }
    }

    private static final class Moving implements DictUpdate {

        private final long now;

        private final long from;

        private final long to;

        long moved;

        Moving(long now, long from, long to) {
            this.now = now;
            this.from = from;
            this.to = to;
        }

        @Override
        public @Nullable DictEntry apply(@Nullable DictEntry current) {
            Leases left = Leases.of(current, now).without(from);
            moved = left == null ? 0 : to;
            if (left == null) {
                return current;
            }
            return (to == 0 ? left : left.with(to)).entry(now);
        }
    }

    /** A permit was held for that long. */
    void held(Duration latency) {
        long nanos = latency.toNanos();
        unitDelay.updateAndGet(delay -> (nanos + delay) / 2);
    }
}
