// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Thousands of literals, and which of them are in a subject: those of one byte by {@link ByteVerdicts}, short ones by
 * {@link ShortLiterals}, the others by {@link LongLiterals}. Who needs a byte besides isn't found without it.
 *
 * <p>Takes 32 KiB, up to 96 KiB for long literals, 56 KiB for verdicts, and about 200 bytes for each literal. Immutable but
 * for the verdicts kept; allocates nothing when searching, but for those.
 */
final class LiteralIndex {

    /** So many long literals don't need a pass of their own. */
    private static final int MOST_WITH_SHORTS = 200;

    /** A literal and the numbers of those who need it. */
    record Owned(Literal literal, int[] owners) {}

    private final @Nullable ShortLiterals shorts;

    private final @Nullable LongLiterals longs;

    private final @Nullable ByteVerdicts verdicts;

    /** An index without needs. */
    LiteralIndex(Map<Literal, List<Integer>> owners) {
        this(owners, List.of(), List.of());
    }

    /**
     * Makes an index.
     *
     * @param owners for each literal, none of them empty, the numbers of those who need it
     * @param enough who needs nothing but a byte of a set
     * @param needing who needs a byte of a set, besides a literal or without one
     */
    LiteralIndex(Map<Literal, List<Integer>> owners, List<ByteVerdicts.Need> enough, List<ByteVerdicts.Need> needing) {
        List<Owned> few = new ArrayList<>();
        List<Owned> many = new ArrayList<>();
        List<ByteVerdicts.Need> finding = new ArrayList<>(enough);
        for (Map.Entry<Literal, List<Integer>> entry : owners.entrySet()) {
            Literal literal = entry.getKey();
            int[] numbers =
                    entry.getValue().stream().mapToInt(Integer::intValue).toArray();
            for (int number : numbers) {
                if (literal.length() == 1) {
                    finding.add(new ByteVerdicts.Need(set(literal, 0), number));
                }
            }
            if (literal.length() > 1) {
                (literal.length() > ShortLiterals.LONGEST ? many : few).add(new Owned(literal, numbers));
            }
        }
        if (many.size() <= MOST_WITH_SHORTS) {
            few.addAll(many);
            many.clear();
        }
        boolean byBytes = !finding.isEmpty() || !needing.isEmpty();
        verdicts = byBytes ? new ByteVerdicts(finding, needing) : null;
        long[] traces = verdicts == null ? new long[256] : verdicts.traces();
        shorts = byBytes || !few.isEmpty() ? new ShortLiterals(traces, few) : null;
        longs = many.isEmpty() ? null : new LongLiterals(many);
    }

    private static ByteSet set(Literal literal, int at) {
        ByteSet set = ByteSet.of(literal.text().charAt(at));
        return literal.caseless() ? set.caseless() : set;
    }

    /** Where a literal has the bytes that occur least. */
    static int rarest(Literal literal, int width) {
        int best = 0;
        for (int at = 1; at <= literal.length() - width; at++) {
            if (rate(literal, at, width) < rate(literal, best, width)) {
                best = at;
            }
        }
        return best;
    }

    /** At which share of a subject's places some bytes of a literal are met in either case. */
    private static double rate(Literal literal, int at, int width) {
        double rate = 1;
        for (int i = at; i < Math.min(literal.length(), at + width); i++) {
            int value = literal.text().charAt(i);
            rate *= i == at
                    ? ByteFrequency.rate(value, true)
                    : ByteFrequency.rateBehind(literal.text().charAt(i - 1), value);
        }
        return rate;
    }

    /** Tells all whose literals are in a part of an array; clears the bits of those who need what isn't. */
    void find(byte[] bytes, int begin, int end, Sightings sightings) {
        if (longs != null) {
            longs.find(bytes, begin, end, sightings);
        }
        if (shorts != null) {
            long traced = shorts.find(bytes, begin, end, sightings);
            if (verdicts != null) {
                verdicts.apply(traced, bytes, begin, end, sightings.met);
            }
        }
    }
}
