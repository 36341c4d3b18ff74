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

    /** An answer; not to be changed. */
    private record Verdict(int groups, long[] possible) {}

    private final int words;

    private final long[] traces = new long[256];

    private final long findingBits;

    /** By number of a bit that tells of a byte, who is found then. */
    private final long[][] found = new long[Long.SIZE][];

    /** Those who are found by a byte that no bit tells of alone. */
    private final List<Need> loose = new ArrayList<>();

    /** Groups one of which has to be there, else the owners of the same number aren't found. */
    private final int[] needed;

    private final long[][] needing;

    private final @Nullable Verdict[] kept = new Verdict[1 << KEPT_BITS];

    /**
     * Makes them.
     *
     * @param finding who is found where there is a byte of a set
     * @param needs who isn't found where there is none of a set, whatever else is found
     * @param words how many there are words of bits for
     */
    ByteVerdicts(List<Need> finding, List<Need> needs, int words) {
        this.words = words;
        BytePartition partition = new BytePartition(Long.SIZE - FINDING_SHIFT);
        finding.forEach(need -> partition.split(need.set()));
        long told = 0;
        for (Need need : finding) {
            if (!partition.isExact(need.set())) {
                loose.add(need);
                continue;
            }
            long bits = partition.classes(need.set()) << FINDING_SHIFT;
            told |= bits;
            for (long left = bits; left != 0; left &= left - 1) {
                int bit = Long.numberOfTrailingZeros(left);
                found[bit] = found[bit] == null ? new long[words] : found[bit];
                set(found[bit], need.owner());
            }
        }
        findingBits = told;
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
            long[] more = found[Long.numberOfTrailingZeros(left)];
            for (int word = 0; word < words; word++) {
                bits[word] |= more[word];
            }
        }
        for (int i = 0; i < loose.size(); i++) {
            Need need = loose.get(i);
            if (ByteFinder.of(need.set()).next(bytes, begin, end) >= 0) {
                set(bits, need.owner());
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
