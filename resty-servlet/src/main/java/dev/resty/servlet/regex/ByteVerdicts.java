// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What can be told from which bytes a subject has: who is found, by a literal of one byte, and who can't be, since a byte is
 * lacking. For the latter, bytes that mostly come together are one group; few combinations of groups make up nearly all
 * subjects, so the last answers are kept. Safe for concurrent use.
 */
final class ByteVerdicts {

    /** Bytes whose absence tells something; all others are group 0, and needn't be there. */
    private static final String[] GROUPS = {
        "0123456789",
        " \t\u000b\f",
        "\n\r",
        "'\"`",
        "()",
        "[]",
        "{}",
        "<>",
        ";|&",
        "=",
        ":",
        "/\\",
        ".",
        "%",
        "$",
        "@*#!?^~",
        ",",
        "-",
        "+",
        "qxzjQXZJ"
    };

    private static final int CONTROL_GROUP = GROUPS.length + 1;

    private static final int HIGH_GROUP = GROUPS.length + 2;

    /** How many bits of a trace, the lowest, are of no meaning here. */
    static final int FREE_BITS = 6;

    /** Above the bits that tell the groups. */
    private static final int FINDING_SHIFT = FREE_BITS + GROUPS.length + 3;

    private static final int GROUP_BITS = (1 << GROUPS.length + 3) - 1;

    private static final byte[] GROUP_OF = groupOf();

    private static final int KEPT_BITS = 12;

    /** Somebody who is found where a byte of a set is, or only there. */
    record Need(ByteSet set, int owner) {}

    /** Who is found where there is a byte of a set, which can only be where there is one of some groups. */
    private record Loose(int groups, ByteFinder finder, int owner) {}

    /** An answer; not to be changed. */
    private record Verdict(int groups, long[] possible) {}

    /** How many words of bits those take who need something. */
    private final int words;

    private final long[] traces = new long[256];

    private final long findingBits;

    /** By number of a bit that tells of a byte, who is found then: the words that have any of them, and those. */
    private final int[][] foundWords = new int[Long.SIZE][];

    private final long[][] found = new long[Long.SIZE][];

    /** Those who are found by a byte that no bit tells of alone. */
    private final List<Loose> loose = new ArrayList<>();

    /** Groups one of which has to be there, else the owners of the same number aren't found. */
    private final int[] needed;

    private final long[][] needing;

    private final @Nullable Verdict[] kept = new Verdict[1 << KEPT_BITS];

    /**
     * Makes them.
     *
     * @param finding who is found where there is a byte of a set
     * @param needs who isn't found where there is none of a set, whatever else is found
     */
    ByteVerdicts(List<Need> finding, List<Need> needs) {
        BytePartition partition = new BytePartition(Long.SIZE - FINDING_SHIFT);
        finding.forEach(need -> partition.split(need.set()));
        long told = 0;
        for (Need need : finding) {
            if (!partition.isExact(need.set())) {
                loose.add(new Loose(groups(need.set()), ByteFinder.of(need.set()), need.owner()));
                continue;
            }
            long bits = partition.classes(need.set()) << FINDING_SHIFT;
            told |= bits;
            for (long left = bits; left != 0; left &= left - 1) {
                find(Long.numberOfTrailingZeros(left), need.owner());
            }
        }
        findingBits = told;
        words = needs.stream().mapToInt(need -> (need.owner() >> 6) + 1).max().orElse(0);
        Map<Integer, long[]> byGroups = new LinkedHashMap<>();
        for (Need need : needs) {
            int groups = groups(need.set());
            if ((groups & 1) == 0) {
                set(byGroups.computeIfAbsent(groups, any -> new long[words]), need.owner());
            }
        }
        needed = byGroups.keySet().stream().mapToInt(Integer::intValue).toArray();
        needing = byGroups.values().toArray(new long[0][]);
        for (int value = 0; value < traces.length; value++) {
            traces[value] = 1L << FREE_BITS + GROUP_OF[value] | 1L << FINDING_SHIFT + partition.classOf[value];
        }
    }

    /** Notes who is found by a bit. */
    private void find(int bit, int owner) {
        int word = owner >> 6;
        int[] known = foundWords[bit] == null ? new int[0] : foundWords[bit];
        int place = 0;
        while (place < known.length && known[place] != word) {
            place++;
        }
        if (place == known.length) {
            foundWords[bit] = Arrays.copyOf(known, place + 1);
            foundWords[bit][place] = word;
            found[bit] = known.length == 0 ? new long[1] : Arrays.copyOf(found[bit], place + 1);
        }
        found[bit][place] |= 1L << owner;
    }

    private static byte[] groupOf() {
        byte[] groupOf = new byte[256];
        for (int value = 0; value < groupOf.length; value++) {
            groupOf[value] = (byte) (value >= 0x80 ? HIGH_GROUP : value < ' ' ? CONTROL_GROUP : 0);
        }
        for (int group = 0; group < GROUPS.length; group++) {
            for (byte value : GROUPS[group].getBytes(StandardCharsets.ISO_8859_1)) {
                groupOf[value] = (byte) (group + 1);
            }
        }
        return groupOf;
    }

    private static int groups(ByteSet set) {
        int groups = 0;
        for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
            groups |= 1 << GROUP_OF[value];
        }
        return groups;
    }

    private static void set(long[] bits, int number) {
        bits[number >> 6] |= 1L << number;
    }

    /** For each byte, bits to be combined by or: what a subject's bytes have together is what {@link #apply} asks for. */
    long[] traces() {
        return traces;
    }

    /**
     * Sets the bits of those who are found, and clears those of who can't be.
     *
     * @param traced what the subject's bytes have
     */
    void apply(long traced, byte[] bytes, int begin, int end, long[] bits) {
        for (long left = traced & findingBits; left != 0; left &= left - 1) {
            int bit = Long.numberOfTrailingZeros(left);
            int[] where = foundWords[bit];
            long[] more = found[bit];
            for (int i = 0; i < where.length; i++) {
                bits[where[i]] |= more[i];
            }
        }
        for (int i = 0; i < loose.size(); i++) {
            Loose one = loose.get(i);
            if ((traced >>> FREE_BITS & one.groups) != 0
                    && (bits[one.owner >> 6] >>> one.owner & 1) == 0
                    && one.finder.next(bytes, begin, end) >= 0) {
                set(bits, one.owner);
            }
        }
        if (needed.length > 0) {
            long[] possible = verdict((int) (traced >>> FREE_BITS) & GROUP_BITS).possible;
            for (int word = 0; word < words; word++) {
                bits[word] &= possible[word];
            }
        }
    }

    private Verdict verdict(int groups) {
        int place = groups * 0x9E37_79B1 >>> Integer.SIZE - KEPT_BITS;
        Verdict known = kept[place];
        if (known == null || known.groups != groups) {
            known = new Verdict(groups, possible(groups));
            kept[place] = known;
        }
        return known;
    }

    private long[] possible(int groups) {
        long[] possible = new long[words];
        Arrays.fill(possible, -1);
        for (int i = 0; i < needed.length; i++) {
            if ((needed[i] & groups) == 0) {
                for (int word = 0; word < words; word++) {
                    possible[word] &= ~needing[i][word];
                }
            }
        }
        return possible;
    }
}
