// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of a match whose bounds are known by one table lookup a byte, for programs where each byte leaves at most
 * one way to go on. Immutable.
 *
 * <p>As the match is known, the only way is the right one: what its assertions ask for holds. And as soon as what is left to
 * be stored is stored at the match's end, the bytes up to there needn't be looked at.
 */
final class OnePass {

    /** Of an entry: where the row of the next state starts. */
    static final int ROW = 0xffff;

    /** Of an entry: the first bit of the number of its action. */
    static final int ACTION_SHIFT = 16;

    /** Of an entry: all that is left to do is the last action. */
    static final int QUIET = 1 << 31;

    /** In a row's last column: the match can't end here. */
    static final int NO_END = -1;

    private final byte[] classOf;

    /** Rows of entries, one for each class of bytes, and the number of the action where the match ends here. */
    private final int[] table;

    private final int endColumn;

    /** The slots to store the place in. */
    private final int[][] actions;

    /** The entry that leads to the first state. */
    private final int first;

    OnePass(byte[] classOf, int[] table, int endColumn, int[][] actions, int first) {
        this.classOf = classOf;
        this.table = table;
        this.endColumn = endColumn;
        this.actions = actions;
        this.first = first;
    }

    /** Makes one; null where the program leaves a choice, or the table would be too large. */
    static @Nullable OnePass of(Program program) {
        return OnePassBuilder.build(program);
    }

    /** Takes about this many bytes of memory. */
    int memory() {
        return 4 * table.length + classOf.length;
    }

    /**
     * Fills the groups of a match whose bounds are known.
     *
     * @param start where the match starts
     * @param matchEnd where it ends
     * @param groups as for {@link Engine#find}
     * @return false where there is no match with these bounds; not always noticed
     */
    boolean match(byte[] bytes, int start, int matchEnd, int[] groups) {
        Arrays.fill(groups, -1);
        if (groups.length > 1) {
            groups[0] = start;
            groups[1] = matchEnd;
        }
        int[] table = this.table;
        byte[] classOf = this.classOf;
        int entry = first;
        int at = start;
        while (at < matchEnd && entry >= 0) {
            entry = table[(entry & ROW) + (classOf[bytes[at] & 0xff] & 0xff)];
            if (entry >>> ACTION_SHIFT != 0) {
                store(entry >>> ACTION_SHIFT & ~(QUIET >>> ACTION_SHIFT), at, groups);
            }
            at++;
        }
        int last = table[(entry & ROW) + endColumn];
        if (last == NO_END) {
            return false;
        }
        store(last, matchEnd, groups);
        return true;
    }

    private void store(int action, int at, int[] groups) {
        for (int slot : actions[action]) {
            if (slot < groups.length) {
                groups[slot] = at;
            }
        }
    }
}
