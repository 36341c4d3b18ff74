// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Many patterns, and lists of phrases, over one subject: one pass finds which of the literals that matches need are there, and
 * which bytes. That leaves candidates, which are matched at once, or later by who keeps them; those that no literal tells of
 * are searched for together, some at a time. Takes 40 to 200 KiB and about 200 bytes for each of at most 20,000 literals, and
 * up to 112 KiB of states for each pattern, besides the patterns themselves. Immutable and safe for
 * concurrent use.
 */
public final class PatternSet {

    private static final int[] NO_GROUPS = {};

    /** How many patterns one automaton searches for: with more, it has too many states. */
    private static final int GROUP_SIZE = 10;

    /** The same, of those that match only where the subject starts. */
    private static final int ANCHORED_GROUP_SIZE = 24;

    /** How much memory an automaton may take for each pattern that most subjects are asked for, about. */
    private static final int OFTEN_BYTES = 112 << 10;

    /** The same, of other patterns. */
    private static final int SELDOM_BYTES = 64 << 10;

    /** Null for what isn't a pattern. */
    private final @Nullable Pattern[] patterns;

    private final int words;

    private final Candidates candidates;

    /** Those patterns that automata search for together. */
    private final List<PatternGroup> groups = new ArrayList<>();

    private final Pool<long[]> scratch;

    private final Pool<Narrowing> narrowings = new Pool<>(Narrowing::new);

    private PatternSet(Builder builder) {
        patterns = builder.members.toArray(new Pattern[0]);
        words = patterns.length + 63 >> 6;
        candidates = new Candidates(patterns, builder.phrases);
        addGroup(true, false, GROUP_SIZE);
        addGroup(true, true, ANCHORED_GROUP_SIZE);
        addGroup(false, false, GROUP_SIZE);
        scratch = new Pool<>(() -> new long[words]);
    }

    private void addGroup(boolean frequent, boolean anchored, int partSize) {
        List<CompiledPattern> joined = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        for (int number = 0; number < patterns.length; number++) {
            if (candidates.isFrequent(number) == frequent
                    && !candidates.isDecided(number)
                    && patterns[number] instanceof CompiledPattern compiled
                    && compiled.isGroupable()
                    && compiled.startsSubject() == anchored) {
                joined.add(compiled);
                numbers.add(number);
            }
        }
        if (joined.size() > 1) {
            groups.add(new PatternGroup(joined, numbers, anchored, partSize, frequent ? OFTEN_BYTES : SELDOM_BYTES));
        }
    }

    /** Makes a set; a pattern's number is its place in the list. */
    public static PatternSet of(List<Pattern> patterns) {
        Builder builder = new Builder();
        patterns.forEach(builder::add);
        return builder.build();
    }

    /** How many members there are: patterns, lists of phrases, and others. */
    public int size() {
        return patterns.length;
    }

    /**
     * The pattern with a number.
     *
     * @throws IllegalArgumentException where the member isn't a pattern
     */
    public Pattern pattern(int number) {
        Pattern pattern = patterns[number];
        if (pattern == null) {
            throw new IllegalArgumentException(number + " isn't a pattern");
        }
        return pattern;
    }

    /** Whether a subject that a member is a candidate of is one that it matches. */
    public boolean isDecided(int number) {
        return candidates.isDecided(number);
    }

    /**
     * Tells which members have a match anywhere in a subject; those that are neither patterns nor phrases always have.
     *
     * @param hits receives a bit for each pattern, {@code size() + 63 >> 6} words; those of patterns without a match are
     *     cleared
     * @return whether there is any
     * @throws RegexExecException where a search was given up
     */
    public boolean find(byte[] bytes, int begin, int end, long[] hits) {
        Sightings sightings = candidates.take();
        try {
            candidates.find(bytes, begin, end, hits, sightings);
            narrow(bytes, begin, end, hits, sightings.settled);
            boolean any = false;
            for (int word = 0; word < words; word++) {
                for (long left = hits[word] & ~sightings.settled[word]; left != 0; left &= left - 1) {
                    int number = (word << 6) + Long.numberOfTrailingZeros(left);
                    if (!matches(number, bytes, begin, end, sightings)) {
                        hits[word] &= ~(left & -left);
                    }
                }
                any |= hits[word] != 0;
            }
            return any;
        } finally {
            candidates.giveBack(sightings);
        }
    }

    /** Whether a candidate matches. */
    private boolean matches(int number, byte[] bytes, int begin, int end, Sightings sightings) {
        if (candidates.isDecided(number)) {
            return true;
        }
        Pattern pattern = patterns[number];
        Requirement placed = candidates.placed(number);
        if (placed != null && pattern instanceof CompiledPattern compiled) {
            boolean again = (sightings.again[number >> 6] >>> number & 1) != 0;
            return compiled.find(bytes, begin, end, placed, sightings.first(number), again);
        }
        return pattern == null || pattern.find(bytes, begin, end, begin, NO_GROUPS);
    }

    /**
     * Tells which members may have a match in a subject: all that have one, and few that have none. Runs none of the
     * patterns.
     *
     * @param bits receives a bit for each member, {@code size() + 63 >> 6} words; those of the others are cleared
     */
    public void candidates(byte[] bytes, int begin, int end, long[] bits) {
        Sightings sightings = candidates.take();
        candidates.find(bytes, begin, end, bits, sightings);
        candidates.giveBack(sightings);
    }

    /**
     * Rules out candidates that others are looked for together with: of those left, most have a match. Takes a few passes over
     * the subject; pays where more than a few of the candidates will be asked.
     *
     * @param bits what {@link #candidates} told of the same subject; bits of members without a match are cleared
     */
    public void narrow(byte[] bytes, int begin, int end, long[] bits) {
        Sightings sightings = candidates.take();
        narrow(bytes, begin, end, bits, sightings.settled);
        candidates.giveBack(sightings);
    }

    private void narrow(byte[] bytes, int begin, int end, long[] bits, long[] settled) {
        if (groups.isEmpty()) {
            return;
        }
        Narrowing narrowing = narrowings.take();
        narrowing.begin(bytes, begin, end, bits, settled);
        for (int i = 0; i < groups.size(); i++) {
            groups.get(i).narrow(narrowing);
        }
        narrowing.end();
        narrowings.giveBack(narrowing);
    }

    /**
     * Gives the smallest number of a member that has a match anywhere in a subject; -1 where none has.
     *
     * @throws RegexExecException where the search with a member of a smaller number was given up
     */
    public int first(byte[] bytes, int begin, int end) {
        long[] bits = scratch.take();
        Sightings sightings = candidates.take();
        try {
            candidates.find(bytes, begin, end, bits, sightings);
            return first(bytes, begin, end, bits, sightings);
        } finally {
            candidates.giveBack(sightings);
            scratch.giveBack(bits);
        }
    }

    private int first(byte[] bytes, int begin, int end, long[] bits, Sightings sightings) {
        for (int word = 0; word < words; word++) {
            for (long left = bits[word]; left != 0; left &= left - 1) {
                int number = (word << 6) + Long.numberOfTrailingZeros(left);
                if (matches(number, bytes, begin, end, sightings)) {
                    return number;
                }
            }
        }
        return -1;
    }

    /** Collects the members of a set; each gets the next number, from 0. Not for several threads. */
    public static final class Builder {

        private final List<@Nullable Pattern> members = new ArrayList<>();

        private final Map<Integer, Set<Literal>> phrases = new HashMap<>();

        /** Begins a set without members. */
        public Builder() {}

        /** Adds a pattern; returns its number. */
        public int add(Pattern pattern) {
            members.add(pattern);
            return members.size() - 1;
        }

        /**
         * Adds a list of phrases, which matches where one of them is. Each takes about 200 bytes, however many there are.
         *
         * @param of the phrases' bytes; an empty one is everywhere
         * @param caseless whether ASCII letters match in either case
         * @return its number
         */
        public int addPhrases(Collection<byte[]> of, boolean caseless) {
            Set<Literal> literals = new LinkedHashSet<>();
            boolean everywhere = false;
            for (byte[] phrase : of) {
                everywhere |= phrase.length == 0;
                literals.add(Literal.of(new String(phrase, StandardCharsets.ISO_8859_1), caseless));
            }
            int number = addAlways();
            if (!everywhere) {
                phrases.put(number, literals);
            }
            return number;
        }

        /** Adds a member that is a candidate of every subject, and matches each; returns its number. */
        public int addAlways() {
            members.add(null);
            return members.size() - 1;
        }

        /** Makes the set of what was added until now. */
        public PatternSet build() {
            return new PatternSet(this);
        }
    }
}
