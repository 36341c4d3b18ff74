// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which characters are the same but for their case, by Unicode's simple case folding. */
final class CaseEquivalents {

    /** Their simple folding is themselves: only in Turkish they go with i. */
    private static final int CAPITAL_DOTTED_I = 0x130;

    private static final int SMALL_DOTLESS_I = 0x131;

    private static final int[] NONE = {};

    private static final int KELVIN = 0x212A;

    private static final int LONG_S = 0x17F;

    private CaseEquivalents() {}

    /** The other characters that a character is equal to when case doesn't count. Not to be changed. */
    static int[] others(int c) {
        if (c < 0x80) {
            return Ascii.OTHERS[c];
        }
        return Table.OTHERS.getOrDefault(c, NONE);
    }

    /** Adds to a set what is equal to the members of a range. */
    static void add(CodePoints set, int first, int last) {
        int asciiLast = Math.min(last, 0x7F);
        for (int c = first; c <= asciiLast; c++) {
            addOthers(set, Ascii.OTHERS[c]);
        }
        if (last < 0x80) {
            return;
        }
        int[] cased = Table.CASED;
        int at = Arrays.binarySearch(cased, Math.max(first, 0x80));
        for (int i = at < 0 ? -at - 1 : at; i < cased.length && cased[i] <= last; i++) {
            addOthers(set, others(cased[i]));
        }
    }

    private static void addOthers(CodePoints set, int[] others) {
        for (int other : others) {
            set.add(other, other);
        }
    }

    /** Patterns of ASCII do without the whole table. */
    private static final class Ascii {

        static final int[][] OTHERS = new int[0x80][];

        static {
            Arrays.fill(OTHERS, NONE);
            for (int c = 'A'; c <= 'Z'; c++) {
                int lower = c | 0x20;
                int third = c == 'K' ? KELVIN : c == 'S' ? LONG_S : 0;
                OTHERS[c] = third == 0 ? new int[] {lower} : new int[] {lower, third};
                OTHERS[lower] = third == 0 ? new int[] {c} : new int[] {c, third};
            }
        }

        private Ascii() {}
    }

    private static final class Table {

        static final Map<Integer, int[]> OTHERS = new HashMap<>();

        /** The keys of the map, in order. */
        static final int[] CASED;

        static {
            Map<Integer, int[]> classes = new HashMap<>();
            for (int c = 0; c <= CodePoints.MAX; c++) {
                int folded = fold(c);
                if (folded != c) {
                    int[] members = classes.getOrDefault(folded, new int[] {folded});
                    members = Arrays.copyOf(members, members.length + 1);
                    members[members.length - 1] = c;
                    classes.put(folded, members);
                }
            }
            for (int[] members : classes.values()) {
                for (int member : members) {
                    OTHERS.put(
                            member,
                            Arrays.stream(members).filter(m -> m != member).toArray());
                }
            }
            CASED = OTHERS.keySet().stream()
                    .mapToInt(Integer::intValue)
                    .filter(c -> c >= 0x80)
                    .sorted()
                    .toArray();
        }

        private Table() {}

        private static int fold(int c) {
            return c == CAPITAL_DOTTED_I || c == SMALL_DOTLESS_I ? c : Character.toLowerCase(Character.toUpperCase(c));
        }
    }
}
