// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the first of some literals in a subject. Immutable; allocates nothing. */
abstract class LiteralFinder {

    /**
     * Tells where the first literal may begin.
     *
     * @return a place that none of the literals begins before, from {@code from} on, and one begins at or behind, and is
     *     whole before {@code end}: with a single literal, where it begins; -1 where none is there
     */
    abstract int next(byte[] bytes, int from, int end);

    /** The cheapest finder of some literals, none of them empty; null where finding them doesn't pay. */
    static @Nullable LiteralFinder of(List<Literal> literals) {
        for (Literal literal : literals) {
            if (literal.isEmpty()) {
                return null;
            }
        }
        List<Probe> probes = ProbeChoice.of(literals);
        return switch (probes.size()) {
            case 0 -> BucketFinder.of(literals);
            case 1 -> new ProbeFinder.One(probes);
            case 2 -> new ProbeFinder.Two(probes);
            case 3 -> new ProbeFinder.Three(probes);
            default -> new ProbeFinder.Five(probes);
        };
    }
}
