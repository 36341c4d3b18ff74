// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which patterns can match a subject of some length that begins with some byte: not those whose matches are longer, nor those
 * that match a subject from its start and either to its end, if that is too far, or not with this byte. Immutable.
 */
final class Fitting {

    /** Of the lengths of subjects, how many are told from each other. */
    private static final int MOST_LENGTHS = 64;

    private final int words;

    /** By length; the last is for all that are longer. */
    private final long[][] byLength;

    /** By the first byte; null where nothing depends on it. */
    private final long @Nullable [][] byFirst;

    /**
     * Prepares for some patterns.
     *
     * @param patterns null for what is no pattern, and fits always
     * @param known of each, null for what is unknown and fits always
     */
    Fitting(@Nullable Pattern[] patterns, @Nullable Facts[] known) {
        words = patterns.length + 63 >> 6;
        int[] least = new int[patterns.length];
        int[] most = new int[patterns.length];
        Arrays.fill(most, Integer.MAX_VALUE);
        int longest = 0;
        Map<ByteSet, List<Integer>> starts = new HashMap<>();
        for (int number = 0; number < patterns.length; number++) {
            Facts facts = known[number];
            if (facts != null && patterns[number] instanceof CompiledPattern compiled) {
                least[number] = facts.min();
                most[number] = compiled.longestSubject();
                longest =
                        Math.max(longest, Math.max(least[number], most[number] < MOST_LENGTHS ? most[number] + 1 : 0));
                ByteSet first = compiled.startsOfSubject();
                if (first != null) {
                    starts.computeIfAbsent(first, any -> new ArrayList<>()).add(number);
                }
            }
        }
        byLength = new long[Math.min(MOST_LENGTHS, longest) + 1][words];
        for (int length = 0; length < byLength.length; length++) {
            boolean last = length == byLength.length - 1;
            for (int number = 0; number < patterns.length; number++) {
                if ((least[number] <= length || last) && length <= most[number]) {
                    set(byLength[length], number);
                }
            }
        }
        byFirst = starts.isEmpty() ? null : byFirst(starts);
    }

    private long[][] byFirst(Map<ByteSet, List<Integer>> starts) {
        Map<List<ByteSet>, long[]> known = new HashMap<>();
        long[][] byFirst = new long[256][];
        for (int value = 0; value < byFirst.length; value++) {
            List<ByteSet> without = new ArrayList<>();
            for (ByteSet start : starts.keySet()) {
                if (!start.contains(value)) {
                    without.add(start);
                }
            }
            byFirst[value] = known.computeIfAbsent(without, sets -> {
                long[] bits = new long[words];
                Arrays.fill(bits, -1);
                for (ByteSet set : sets) {
                    for (int number : starts.getOrDefault(set, List.of())) {
                        bits[number >> 6] &= ~(1L << number);
                    }
                }
                return bits;
            });
        }
        return byFirst;
    }

    private static void set(long[] bits, int number) {
        bits[number >> 6] |= 1L << number;
    }

    /** Clears the bits of those patterns that don't fit. */
    void restrict(byte[] bytes, int begin, int end, long[] bits) {
        long[] fits = byLength[Math.min(end - begin, byLength.length - 1)];
        long[] starting = byFirst == null || begin == end ? fits : byFirst[bytes[begin] & 0xff];
        for (int word = 0; word < words; word++) {
            bits[word] &= fits[word] & starting[word];
        }
    }
}
