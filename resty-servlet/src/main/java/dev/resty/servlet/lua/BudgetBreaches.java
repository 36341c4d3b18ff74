// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often runs went beyond their {@link Budget}, by what they used too much of. The workers of an engine share one, and
 * a reload leaves it as it is. Safe for concurrent use.
 */
public final class BudgetBreaches {

    /** What a budget limits. */
    public enum Limit {
        /** {@link Budget#time}: the run was stopped. */
        TIME,
        /** {@link Budget#instructions}: the run was stopped. */
        INSTRUCTIONS,
        /** {@link Budget#allocation}: the run was stopped. */
        MEMORY,
        /**
         * {@link Budget#callDepth}, or the end of the Java thread's stack: an error that code may catch, so that a run may
         * count more than once.
         */
        CALL_DEPTH
    }

    private final Map<Limit, LongAdder> counts = new EnumMap<>(Limit.class);

    /** Counts from zero. */
    public BudgetBreaches() {
        for (Limit limit : Limit.values()) {
            counts.put(limit, new LongAdder());
        }
    }

    void add(Limit limit) {
        of(limit).increment();
    }

    /** How often that was exceeded so far. */
    public long count(Limit limit) {
        return of(limit).sum();
    }

    private LongAdder of(Limit limit) {
        LongAdder count = counts.get(limit);
        if (count == null) {
            throw new IllegalArgumentException("no limit " + limit);
        }
        return count;
    }
}
