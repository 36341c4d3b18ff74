// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The order of use over all stripes. Every use has a number of its own, and each stripe has its entries in that order, so
 * the least recently used entry of all is the one with the smallest number among the oldest of each stripe.
 *
 * <p>Every operation has to know whether that entry's time is over. When that will be is kept, and looked for again only
 * after the stripe that has the entry got another oldest one. With several threads at once, what is kept can be wrong for
 * a while: then an expired entry stays until a later look.
 */
final class UseOrder {

    /** The least recently used entry never expires, or there is none. */
    private static final long NOT_DUE = Long.MAX_VALUE;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private static final int USES = 16;

    private static final VarHandle DUE;

    private static final VarHandle HOLDER;

    private static final VarHandle CHANGES;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            DUE = lookup.findVarHandle(UseOrder.class, "due", long.class);
            HOLDER = lookup.findVarHandle(UseOrder.class, "holder", Stripe.class);
            CHANGES = lookup.findVarHandle(UseOrder.class, "changes", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** In the middle of a longer array: it is written all the time, and what lies beside it is not. */
    private final AtomicLongArray uses = new AtomicLongArray(2 * USES);

    private final Stripe[] stripes;

    private volatile long due = UNKNOWN;

    private volatile @Nullable Stripe holder;

    /** Counts changes of any stripe's oldest entry. Losing some does no harm. */
    private volatile int changes;

    private volatile int era;

    UseOrder(Stripe[] stripes) {
        this.stripes = stripes;
    }

    /** Numbers a use. */
    long next() {
        return uses.incrementAndGet(USES);
    }

    /** The number of the last use. */
    long last() {
        return uses.get(USES);
    }

    /** Entries of another era have been flushed. */
    int era() {
        return era;
    }

    /** Lets all entries there are be flushed. One at a time. */
    void nextEra() {
        era = era + 1 & 0xFF;
        due = UNKNOWN;
    }

    /** Hears from a stripe that its oldest entry is another one, or expires at another time. */
    void oldestChanged(Stripe stripe) {
        CHANGES.setRelease(this, changes + 1);
        Stripe known = holder;
        if ((known == stripe || known == null) && due != UNKNOWN) {
            DUE.setRelease(this, UNKNOWN);
        }
    }

    /** Whether the time of the least recently used entry is over, as far as is known. */
    boolean isDue(DictClock clock) {
        long known = due;
        if (known == UNKNOWN) {
            oldest();
            known = due;
        }
        return known != NOT_DUE && known <= clock.now();
    }

    /** The stripe that has the least recently used entry; null where there is no entry. */
    @Nullable Stripe oldest() {
        int before = changes;
        Stripe oldest = null;
        long least = Long.MAX_VALUE;
        for (Stripe stripe : stripes) {
            long use = stripe.oldestUse();
            if (use < least) {
                least = use;
                oldest = stripe;
            }
        }
        if (holder != oldest) {
            HOLDER.setRelease(this, oldest);
        }
        DUE.setRelease(this, dueOf(oldest, least));
        if (before != changes) {
            DUE.setRelease(this, UNKNOWN);
        }
        return oldest;
    }

    private long dueOf(@Nullable Stripe stripe, long use) {
        if (stripe == null) {
            return NOT_DUE;
        }
        if (Slots.era(use) != era) {
            return DictClock.PAST;
        }
        long expires = stripe.oldestExpires();
        return expires == DictClock.NEVER ? NOT_DUE : expires;
    }
}
