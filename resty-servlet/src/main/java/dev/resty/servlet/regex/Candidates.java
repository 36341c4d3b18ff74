// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which members of a {@link PatternSet} may have a match in a subject: those each of whose requirements has a literal
 * there, and whose matches fit in. Immutable but for what {@link LiteralIndex} keeps, safe for concurrent use.
 */
final class Candidates {

    /** Bytes that are in too many subjects for their absence to tell much: letters, but for the rarest. */
    private static final ByteSet OFTEN = ByteSet.range('a', 'z')
            .and(ByteSet.of('j')
                    .or(ByteSet.of('q'))
                    .or(ByteSet.of('x'))
                    .or(ByteSet.of('z'))
                    .not())
            .caseless();

    /** Literals that are met more often than once in 512 bytes leave more candidates than are asked one by one. */
    private static final double RARE_BITS = 9;

    /** Literals that are met more often than once in 48 bytes tell too little. */
    private static final double LEAST_BITS = 5.6;

    private static final int MOST_LITERALS = 20_000;

    /** Of one pattern's first requirement. */
    private static final int MOST_OWN_LITERALS = 800;

    /** Of each other one. */
    private static final int MOST_MORE_LITERALS = 100;

    /** How many requirements of a pattern are looked at. */
    private static final int RANKS = 3;

    /** Fewer members are asked one by one, without an index. */
    private static final int FEWEST = 4;

    private final int words;

    /** Slots that are met in every subject. */
    private final long[] always;

    /** The members that match where they are candidates. */
    private final long[] decided;

    /** The members that most subjects leave candidates. */
    private final long[] frequent;

    /** Slots that are told places. */
    private final long[] placed;

    private final @Nullable Requirement[] firsts;

    private final @Nullable LiteralIndex literals;

    private final Fitting fitting;

    private final Pool<Sightings> pool;

    private final Map<Literal, List<Integer>> owners = new LinkedHashMap<>();

    private final List<ByteVerdicts.Need> needs = new ArrayList<>();

    /** Those that match where there is a byte of a set. */
    private final List<ByteVerdicts.Need> bytes = new ArrayList<>();

    /**
     * Prepares for some members.
     *
     * @param patterns null for those that aren't patterns
     * @param phrases by number; of other members that aren't patterns, nothing is required
     */
    Candidates(@Nullable Pattern[] patterns, Map<Integer, ? extends Collection<Literal>> phrases) {
        words = patterns.length + 63 >> 6;
        always = new long[RANKS * words];
        decided = new long[words];
        frequent = new long[words];
        placed = new long[words];
        firsts = new Requirement[patterns.length];
        @Nullable Facts[] facts = new Facts[patterns.length];
        for (int number = 0; number < patterns.length; number++) {
            for (int rank = 1; rank < RANKS; rank++) {
                set(always, slot(number, rank));
            }
            Collection<Literal> any = phrases.get(number);
            if (any != null) {
                enter(number, any);
                set(decided, number);
            } else if (patterns[number] == null) {
                set(always, number);
                set(decided, number);
            } else if (patterns.length >= FEWEST && patterns[number] instanceof CompiledPattern compiled) {
                facts[number] = compiled.facts();
                enter(number, compiled, facts[number]);
            } else {
                set(always, number);
                set(frequent, number);
            }
        }
        literals =
                owners.isEmpty() && needs.isEmpty() && bytes.isEmpty() ? null : new LiteralIndex(owners, bytes, needs);
        owners.clear();
        needs.clear();
        bytes.clear();
        fitting = new Fitting(patterns, facts);
        pool = new Pool<>(() -> new Sightings(RANKS * words, words, placed));
    }

    /** A slot of a member; that of rank 0 is its number. */
    private int slot(int number, int rank) {
        return number + (rank * words << 6);
    }

    private static void set(long[] bits, int number) {
        bits[number >> 6] |= 1L << number;
    }

    private static boolean has(long[] bits, int number) {
        return (bits[number >> 6] >>> number & 1) != 0;
    }

    private void enter(int slot, Collection<Literal> any) {
        for (Literal literal : any) {
            owners.computeIfAbsent(literal, l -> new ArrayList<>(1)).add(slot);
        }
    }

    /** Enters what a pattern's matches need. */
    private void enter(int number, CompiledPattern pattern, @Nullable Facts facts) {
        ByteSet any = pattern.anyByteOf();
        if (any != null) {
            bytes.add(new ByteVerdicts.Need(any, number));
            set(decided, number);
            return;
        }
        List<Requirement> chosen = facts == null ? List.of() : chosen(facts);
        if (facts == null || chosen.isEmpty() || chosen.get(0).bits() < RARE_BITS) {
            set(frequent, number);
        }
        if (chosen.isEmpty()) {
            set(always, number);
        }
        for (int rank = 0; rank < chosen.size(); rank++) {
            int slot = slot(number, rank);
            always[slot >> 6] &= ~(1L << slot);
            enter(slot, chosen.get(rank).any());
        }
        if (facts == null) {
            return;
        }
        if (!chosen.isEmpty()) {
            Requirement first = chosen.get(0);
            if (facts.precise() && first.any().equals(facts.exact())) {
                set(decided, number);
                return;
            }
            place(number, pattern, first);
        }
        for (ByteSet set : pattern.requiredBytes()) {
            if (!set.intersects(OFTEN)) {
                needs.add(new ByteVerdicts.Need(set, number));
            }
        }
    }

    private void place(int number, CompiledPattern pattern, Requirement first) {
        if (first.farthest() >= 0
                && pattern.startsAnywhere()
                && first.any().stream().noneMatch(literal -> literal.length() == 1)) {
            firsts[number] = first;
            set(placed, number);
        }
    }

    /** What is best looked for, the best first, of which none is where another is anyway. */
    private List<Requirement> chosen(Facts facts) {
        List<Requirement> best = new ArrayList<>();
        for (Requirement requirement : facts.all()) {
            if (requirement.any().size() <= MOST_OWN_LITERALS && requirement.bits() >= LEAST_BITS) {
                best.add(requirement);
            }
        }
        best.sort((one, other) -> Double.compare(other.worth(), one.worth()));
        List<Requirement> chosen = new ArrayList<>();
        for (Requirement requirement : best) {
            boolean tells = chosen.isEmpty()
                    || requirement.any().size() <= MOST_MORE_LITERALS
                            && requirement.any().stream().anyMatch(literal -> literal.length() > 1);
            for (int i = 0; tells && i < chosen.size(); i++) {
                tells = !chosen.get(i).implies(requirement);
            }
            if (tells
                    && chosen.size() < RANKS
                    && owners.size() + requirement.any().size() <= MOST_LITERALS) {
                chosen.add(requirement);
            }
        }
        return chosen;
    }

    /** Whether a subject that a member is a candidate of is one that it matches. */
    boolean isDecided(int number) {
        return has(decided, number);
    }

    /** Whether most subjects leave a member a candidate. */
    boolean isFrequent(int number) {
        return has(frequent, number);
    }

    /** Of a member that is told the places of its literals, what those are; null for others. */
    @Nullable Requirement placed(int number) {
        return firsts[number];
    }

    /** To be given back. */
    Sightings take() {
        return pool.take();
    }

    void giveBack(Sightings sightings) {
        pool.giveBack(sightings);
    }

    /**
     * Tells them.
     *
     * @param bits receives a bit for each member; those of the others are cleared
     * @param sightings receives what was met of placed members' literals
     */
    void find(byte[] bytes, int begin, int end, long[] bits, Sightings sightings) {
        long[] met = sightings.met;
        System.arraycopy(always, 0, met, 0, met.length);
        Arrays.fill(sightings.again, 0);
        Arrays.fill(sightings.settled, 0);
        if (literals != null) {
            literals.find(bytes, begin, end, sightings);
        }
        for (int word = 0; word < words; word++) {
            long all = met[word];
            for (int rank = 1; rank < RANKS; rank++) {
                all &= met[rank * words + word];
            }
            bits[word] = all;
        }
        fitting.restrict(bytes, begin, end, bits);
    }
}
