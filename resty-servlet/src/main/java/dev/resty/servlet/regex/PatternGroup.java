// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Some patterns of a {@link PatternSet} that one automaton searches for together, made when first needed. Where it has too
 * many states, each half of the patterns gets one of its own, and so on, until a pattern is alone and only its own engine
 * searches for it. Safe for concurrent use.
 */
final class PatternGroup {

    /** How much memory the automaton's states may take for each pattern, about. */
    private static final int BYTES_EACH = 192 << 10;

    /** How many instructions the patterns may have together. */
    private static final int MAX_SIZE = 1 << 15;

    private static final int[] NO_GROUPS = {};

    private final List<CompiledPattern> patterns;

    private final int[] numbers;

    private final boolean anchored;

    private final int firstWord;

    /** The bits of the numbers, from the first word on. */
    private final long[] bits;

    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable ManySearch search;

    /** What it was divided into; null as long as it is one. */
    private volatile @Nullable List<PatternGroup> halves;

    /**
     * Makes one.
     *
     * @param numbers of the patterns in the set, ascending
     * @param anchored whether all match only where the subject starts
     */
    PatternGroup(List<CompiledPattern> patterns, List<Integer> numbers, boolean anchored) {
        this.patterns = List.copyOf(patterns);
        this.numbers = numbers.stream().mapToInt(Integer::intValue).toArray();
        this.anchored = anchored;
        firstWord = this.numbers[0] >> 6;
        bits = new long[(this.numbers[this.numbers.length - 1] >> 6) - firstWord + 1];
        for (int number : this.numbers) {
            bits[(number >> 6) - firstWord] |= 1L << number;
        }
    }

    /**
     * Clears the bits of those of its patterns that have no match.
     *
     * @param all whether also of those that only their own engine can tell of
     */
    void narrow(byte[] bytes, int begin, int end, long[] found, boolean all) {
        long any = 0;
        for (int word = 0; word < bits.length; word++) {
            any |= found[firstWord + word] & bits[word];
        }
        if (any == 0) {
            return;
        }
        List<PatternGroup> divided = halves;
        if (divided != null) {
            divided.get(0).narrow(bytes, begin, end, found, all);
            divided.get(1).narrow(bytes, begin, end, found, all);
            return;
        }
        long wanted = 0;
        for (int i = 0; i < numbers.length; i++) {
            wanted |= (found[numbers[i] >> 6] >>> numbers[i] & 1) << i;
        }
        long hits = Long.bitCount(wanted) == 1 ? ManySearch.ALL : together(bytes, begin, end, wanted);
        if (hits == ManySearch.ALL && all) {
            hits = oneByOne(bytes, begin, end, wanted);
        }
        for (long gone = wanted & ~hits; gone != 0; gone &= gone - 1) {
            int number = numbers[Long.numberOfTrailingZeros(gone)];
            found[number >> 6] &= ~(1L << number);
        }
    }

    private long oneByOne(byte[] bytes, int begin, int end, long wanted) {
        long hits = 0;
        for (long left = wanted; left != 0; left &= left - 1) {
            if (patterns.get(Long.numberOfTrailingZeros(left)).find(bytes, begin, end, begin, NO_GROUPS)) {
                hits |= left & -left;
            }
        }
        return hits;
    }

    private long together(byte[] bytes, int begin, int end, long wanted) {
        ManySearch known = search;
        if (known == null) {
            known = make();
            if (known == null) {
                return ManySearch.ALL;
            }
        }
        long hits = known.find(bytes, begin, end, wanted);
        if (hits == ManySearch.ALL && known.hasTooManyStates()) {
            divide();
        }
        return hits;
    }

    private @Nullable ManySearch make() {
        lock.lock();
        try {
            if (search == null && halves == null) {
                List<Program> programs = new ArrayList<>();
                int size = 0;
                for (CompiledPattern pattern : patterns) {
                    if (pattern.engine() instanceof AutomatonEngine automaton) {
                        programs.add(automaton.program());
                        size += automaton.program().size();
                    }
                }
                if (programs.size() < patterns.size() || size > MAX_SIZE) {
                    divide();
                } else {
                    search = new ManySearch(programs, !anchored, BYTES_EACH * programs.size());
                }
            }
            return search;
        } finally {
            lock.unlock();
        }
    }

    private void divide() {
        lock.lock();
        try {
            if (halves == null && numbers.length > 1) {
                halves = List.of(part(0, numbers.length / 2), part(numbers.length / 2, numbers.length));
                search = null;
            }
        } finally {
            lock.unlock();
        }
    }

    private PatternGroup part(int from, int to) {
        List<Integer> some = new ArrayList<>();
        for (int i = from; i < to; i++) {
            some.add(numbers[i]);
        }
        return new PatternGroup(patterns.subList(from, to), some, anchored);
    }
}
