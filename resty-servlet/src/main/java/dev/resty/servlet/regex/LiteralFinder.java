// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the first of some literals in a subject. Immutable; allocates nothing. */
abstract class LiteralFinder extends PlaceFinder {

    /** As many as there may be, for sure. */
    static final int MOST_LITERALS = 160;

    /**
     * Tells where the first literal may begin.
     *
     * @return a place that none of the literals begins before, from {@code from} on, and one begins at or behind, and is
     *     whole before {@code end}: with a single literal, where it begins; -1 where none is there
     */
    @Override
    abstract int next(byte[] bytes, int from, int end);

    /** Whether it tells where the first literal does begin. */
    abstract boolean isExact();

    /**
     * The cheapest finder of some literals, none of them empty; null where finding them doesn't pay.
     *
     * @param exact whether the place where the first literal begins is wanted, if that isn't much dearer
     */
    static @Nullable LiteralFinder of(List<Literal> literals, boolean exact) {
        for (Literal literal : literals) {
            if (literal.isEmpty()) {
                return null;
            }
        }
        List<Probe> probes = ProbeChoice.of(literals, exact);
        return probes.isEmpty() ? BucketFinder.of(literals) : ProbeFinder.of(probes);
    }
}
