// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Many patterns over one subject: one pass finds which of the literals that matches need are there, then only the patterns
 * whose literals are there are matched. Takes 16 to 72 KiB and about 200 bytes for each of at most 20,000 literals, besides
 * the patterns themselves. Immutable and safe for concurrent use.
 */
public final class PatternSet {

    private static final int[] NO_GROUPS = {};

    /** Literals that are met more often than once in 64 bytes tell too little. */
    private static final double LEAST_BITS = 6;

    private static final int MOST_LITERALS = 20_000;

    /** Of one pattern. */
    private static final int MOST_OWN_LITERALS = 800;

    /** Fewer patterns are asked one by one, without an index. */
    private static final int FEWEST = 4;

    private final Pattern[] patterns;

    /** The patterns that no literals are known of. */
    private final long[] always;

    /** The patterns that match where a literal of theirs is. */
    private final long[] decided;

    private final @Nullable LiteralIndex literals;

    private final Pool<long[]> scratch;

    private PatternSet(List<Pattern> patterns) {
        this.patterns = patterns.toArray(new Pattern[0]);
        int words = this.patterns.length + 63 >> 6;
        this.always = new long[words];
        this.decided = new long[words];
        Map<Literal, List<Integer>> owners = new LinkedHashMap<>();
        for (int number = 0; number < this.patterns.length; number++) {
            enter(number, owners);
        }
        this.literals = owners.isEmpty() ? null : new LiteralIndex(owners);
        this.scratch = new Pool<>(() -> new long[words]);
    }

    private void enter(int number, Map<Literal, List<Integer>> owners) {
        Requirement required = patterns.length < FEWEST ? null : requirement(patterns[number]);
        if (required == null || owners.size() + required.any().size() > MOST_LITERALS) {
            set(always, number);
            return;
        }
        for (Literal literal : required.any()) {
            owners.computeIfAbsent(literal, l -> new ArrayList<>(1)).add(number);
        }
        if (patterns[number] instanceof CompiledPattern compiled && compiled.isDecidedBy(required)) {
            set(decided, number);
        }
    }

    /** What is best looked for; null where the pattern has to be asked each time. */
    private static @Nullable Requirement requirement(Pattern pattern) {
        if (!(pattern instanceof CompiledPattern compiled)) {
            return null;
        }
        Requirement best = null;
        for (Requirement requirement : compiled.requirements()) {
            if (requirement.any().size() <= MOST_OWN_LITERALS
                    && requirement.bits() >= LEAST_BITS
                    && (best == null || requirement.worth() > best.worth())) {
                best = requirement;
            }
        }
        return best;
    }

    private static void set(long[] bits, int number) {
        bits[number >> 6] |= 1L << number;
    }

    /** Makes a set; a pattern's number is its place in the list. */
    public static PatternSet of(List<Pattern> patterns) {
        return new PatternSet(patterns);
    }

    /** How many patterns there are. */
    public int size() {
        return patterns.length;
    }

    /** The pattern with a number. */
    public Pattern pattern(int number) {
        return patterns[number];
    }

    /**
     * Tells which patterns have a match anywhere in a subject.
     *
     * @param hits receives a bit for each pattern, {@code size() + 63 >> 6} words; those of patterns without a match are
     *     cleared
     * @return whether there is any
     * @throws RegexExecException where a search was given up
     */
    public boolean find(byte[] bytes, int begin, int end, long[] hits) {
        candidates(bytes, begin, end, hits);
        boolean any = false;
        for (int word = 0; word < always.length; word++) {
            for (long left = hits[word] & ~decided[word]; left != 0; left &= left - 1) {
                int number = (word << 6) + Long.numberOfTrailingZeros(left);
                if (!patterns[number].find(bytes, begin, end, begin, NO_GROUPS)) {
                    hits[word] &= ~(left & -left);
                }
            }
            any |= hits[word] != 0;
        }
        return any;
    }

    /** Sets the bits of the patterns that may match. */
    private void candidates(byte[] bytes, int begin, int end, long[] bits) {
        System.arraycopy(always, 0, bits, 0, always.length);
        if (literals != null) {
            literals.find(bytes, begin, end, bits);
        }
    }

    /**
     * Gives the smallest number of a pattern that has a match anywhere in a subject; -1 where none has.
     *
     * @throws RegexExecException where the search with a pattern of a smaller number was given up
     */
    public int first(byte[] bytes, int begin, int end) {
        long[] bits = scratch.take();
        try {
            candidates(bytes, begin, end, bits);
            return first(bytes, begin, end, bits);
        } finally {
            scratch.giveBack(bits);
        }
    }

    private int first(byte[] bytes, int begin, int end, long[] bits) {
        for (int word = 0; word < bits.length; word++) {
            for (long left = bits[word]; left != 0; left &= left - 1) {
                int number = (word << 6) + Long.numberOfTrailingZeros(left);
                if ((decided[word] & left & -left) != 0 || patterns[number].find(bytes, begin, end, begin, NO_GROUPS)) {
                    return number;
                }
            }
        }
        return -1;
    }
}
