// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of a match whose bounds are known by one table lookup a byte, for programs where each byte leaves at most
 * one way to go on. Immutable.
 *
 * <p>As the match is known, the only way is the right one: what its assertions ask for holds. As soon as what is left to be
 * stored is stored at the match's end, the bytes up to there needn't be looked at; and where a state only waits for one of
 * few bytes, those are searched for.
 */
final class OnePass {

    /** Of an entry: where the row of the next state starts. */
    static final int ROW = 0xffff;

    /** Of an entry: the first bit of the number of its action. */
    static final int ACTION_SHIFT = 16;

    /** The largest number of an action. */
    static final int MAX_ACTION = 0x7fff;

    /** Of an entry: all that is left to do is the last action. */
    static final int QUIET = 1 << 31;

    /** In the column behind the classes: the match can't end here. */
    static final int NO_END = -1;

    /** In the column behind that: the state doesn't wait for anything. */
    static final int WAITS_NOT = -1;

    /** How many bytes are looked at before the one that a state waits for is searched for. */
    private static final int PATIENCE = 8;

    private final byte[] classOf;

    /**
     * Rows of entries, one for each class of bytes; behind them the number of the action where the match ends here, and of
     * what finds the bytes that the state waits for.
     */
    private final int[] table;

    private final int classes;

    private final ByteFinder[] awaited;

    /** The slots to store the place in. */
    private final int[][] actions;

    /** The entry that leads to the first state. */
    private final int first;

    /**
     * Puts the parts together.
     *
     * @param classOf the class of each byte, at most 127
     * @param classes how many classes there are
     */
    OnePass(byte[] classOf, int[] table, int classes, ByteFinder[] awaited, int[][] actions, int first) {
        this.classOf = classOf;
        this.table = table;
        this.classes = classes;
        this.awaited = awaited;
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
            int row = entry & ROW;
            int finder = table[row + classes + 1];
            int stop = Math.min(matchEnd, at + PATIENCE);
            entry = row;
            while (at < stop) {
                entry = table[entry + classOf[bytes[at++] & 0xff]];
                if ((entry & ~ROW) != 0) {
                    store(entry >>> ACTION_SHIFT & MAX_ACTION, at - 1, groups);
                    break;
                }
            }
            if (entry == row && finder >= 0) {
                at = awaited[finder].next(bytes, at, matchEnd);
                if (at < 0) {
                    break;
                }
            }
        }
        int last = table[(entry & ROW) + classes];
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
