// SPDX-License-Identifier: Apache-2.0
package dev.resty.store.heap;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The order of use over all stripes: which entry is the least recently used of all. Every use has a number, and the entry
 * is the one with the smallest among those that the stripes' {@link OldEnd old ends} begin with.
 *
 * <p>Every operation has to know whether that entry's time is over. When that will be is kept, and looked for again only
 * after the entry was used, changed or removed. With several threads at once, what is kept can be wrong for a while: then
 * an expired entry stays until a later look.
 */
final class UseOrder {

    /** The least recently used entry never expires, or there is none. */
    private static final long NOT_DUE = Long.MAX_VALUE;

    private static final long UNKNOWN = Long.MIN_VALUE;

    private static final VarHandle DUE;

    private static final VarHandle CHANGES;

    private static final VarHandle HOLDER;

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

    private final Stripe[] stripes;

    private final OldEnd[] oldEnds;

    private final Uses uses;

    /** Guards the old ends. Whoever has it may take a stripe's lock, but not the other way round. */
    private final StripeLock looking = new StripeLock();

    /** The stripe of the entry that was found last; guarded by {@link #looking}. */
    private int least;

    /** The stripe whose {@link Stripe#oldestOfAll oldest of all} is set; null where no entry was found. */
    private volatile @Nullable Stripe holder;

    private volatile long due = UNKNOWN;

    /** Counts changes of the least recently used entry. Losing some does no harm. */
    private volatile int changes;

    private volatile int era;

    UseOrder(int stripes, Uses uses) {
        this.stripes = new Stripe[stripes];
        this.oldEnds = new OldEnd[stripes];
        this.uses = uses;
        for (int i = 0; i < stripes; i++) {
            this.stripes[i] = new Stripe(this, uses);
            oldEnds[i] = new OldEnd(this.stripes[i].slots);
        }
    }

    Stripe[] stripes() {
        return stripes;
    }

    /** Entries of another era have been flushed. */
    int era() {
        return era;
    }

    /** Lets all entries there are be flushed. One at a time. */
    void nextEra() {
        era = era + 1 & 0xFF;
        oldestChanged();
    }

    /** Hears that the least recently used entry is another one, or expires at another time. */
    void oldestChanged() {
        CHANGES.setRelease(this, changes + 1);
        if (due != UNKNOWN) {
            DUE.setRelease(this, UNKNOWN);
        }
    }

    /** Whether it is open which entry is the least recently used: there was none at the last look. */
    boolean isLost() {
        return holder == null;
    }

    /** Hears of a new entry, which matters where there was none: none is due before the first of those that came since. */
    void inserted(long expires) {
        if (holder == null) {
            CHANGES.setRelease(this, changes + 1);
            if (expires != DictClock.NEVER && expires < due) {
                DUE.setRelease(this, expires);
            }
        }
    }

    /** Whether the time of the least recently used entry is over, as far as is known. */
    boolean isDue(long now) {
        long known = due;
        if (known == UNKNOWN) {
            known = look();
        }
        return known <= now;
    }

    /** Whether the time of the least recently used entry is over, or may be some time, so that {@link #isDue} can tell. */
    boolean mayBeDue() {
        return due != NOT_DUE;
    }

    private long look() {
        if (!looking.tryLock()) {
            return NOT_DUE;
        }
        try {
            find();
            return due;
        } finally {
            looking.unlock();
        }
    }

    /** To be called before {@link #find}; waits for whoever looks for the least recently used entry just now. */
    void lock() {
        looking.lock();
    }

    boolean tryLock() {
        return looking.tryLock();
    }

    void unlock() {
        looking.unlock();
    }

    /** Looks for the least recently used entry of all; false where there is none. */
    boolean find() {
        int before = changes;
        long horizon = uses.horizon();
        skipEmpty(horizon);
        while (true) {
            int first = smallest();
            OldEnd end = oldEnds[first];
            if (end.isEmpty()) {
                if (end.bound() > horizon) {
                    found(null, Slots.NONE, NOT_DUE, before);
                    return false;
                }
                end.scan(horizon);
            } else if (end.isCurrent()) {
                least = first;
                found(stripes[first], end.slot(), dueOf(stripes[first].slots, end.slot()), before);
                return true;
            } else {
                end.advance();
            }
        }
    }

    /** A stripe without entries would be scanned each time another one's are used up. */
    private void skipEmpty(long horizon) {
        for (int i = 0; i < oldEnds.length; i++) {
            if (stripes[i].size() == 0) {
                oldEnds[i].skip(horizon);
            }
        }
    }

    private int smallest() {
        int smallest = 0;
        long bound = oldEnds[0].bound();
        for (int i = 1; i < oldEnds.length; i++) {
            long other = oldEnds[i].bound();
            if (other < bound) {
                bound = other;
                smallest = i;
            }
        }
        return smallest;
    }

    private void found(@Nullable Stripe stripe, int slot, long newDue, int before) {
        Stripe former = holder;
        if (former != stripe) {
            if (former != null) {
                former.oldestOfAll(Slots.NONE);
            }
            HOLDER.setRelease(this, stripe);
        }
        if (stripe != null) {
            stripe.oldestOfAll(slot);
        }
        DUE.setRelease(this, newDue);
        if (before != changes) {
            DUE.setRelease(this, UNKNOWN);
        }
    }

    private long dueOf(Slots slots, int slot) {
        if (slots.era(slot) != era) {
            return DictClock.PAST;
        }
        long expires = slots.expires(slot);
        return expires == DictClock.NEVER ? NOT_DUE : expires;
    }

    /** The stripe of the entry that was found. */
    Stripe stripe() {
        return stripes[least];
    }

    /** The number of the entry that was found. */
    int slot() {
        return oldEnds[least].slot();
    }

    /** Whether the entry that was found is still there and wasn't used since. */
    boolean isCurrent() {
        return oldEnds[least].isCurrent();
    }
}
