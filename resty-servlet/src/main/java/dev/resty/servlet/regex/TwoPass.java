// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds the groups of a match whose bounds are known by two table lookups a byte: from right to left, which entries of the
 * program can still reach the match's end from each place; from left to right, which of them is preferred. For programs that
 * {@link OnePass} can't do. Safe for concurrent use.
 */
final class TwoPass {

    /** How long matches may be in bytes; a place takes four bytes of memory meanwhile. */
    private static final int MAX_LENGTH = 1 << 20;

    private static final Pool<Trail> TRAILS = new Pool<>(Trail::new);

    private final byte[] classOf;

    private final int entries;

    private final int[][] actions;

    /** For each entry, the action that is left to do at the match's end, if nothing else is; see {@link EntryPaths}. */
    private final int[] lastAction;

    private final TwoPassTable table;

    /** For each place, which lookup leads from it to the right. */
    private static final class Trail {

        /** What is larger isn't kept. */
        private static final int KEPT = 1 << 15;

        private int[] lookups = new int[256];

        private void release() {
            if (lookups.length > KEPT) {
                lookups = new int[256];
            }
            TRAILS.giveBack(this);
        }
    }

    private TwoPass(byte[] classOf, EntryPaths paths, TwoPassTable table) {
        this.classOf = classOf;
        this.entries = paths.count();
        this.actions = paths.actions();
        this.lastAction = paths.lastAction();
        this.table = table;
    }

    /** Makes one; null for programs that are too large, or ask for places within a match. */
    static @Nullable TwoPass of(Program program) {
        EntryPaths paths = EntryPaths.of(program);
        if (paths == null) {
            return null;
        }
        ByteClasses classes = ByteClasses.of(Arrays.asList(program.sets));
        TwoPassTable table = TwoPassTable.of(program, paths, classes);
        return table == null ? null : new TwoPass(classes.classOf, paths, table);
    }

    /**
     * Fills the groups of a match whose bounds are known.
     *
     * @param start where the match starts
     * @param matchEnd where it ends
     * @param groups as for {@link Engine#find}; of any content where it is given up
     * @return false where it is given up: the match is empty or too long, or there were too many states
     */
    boolean match(byte[] bytes, int start, int matchEnd, int[] groups) {
        int length = matchEnd - start;
        if (length <= 0 || length > MAX_LENGTH) {
            return false;
        }
        Trail trail = TRAILS.take();
        try {
            if (trail.lookups.length < length) {
                trail.lookups = new int[Math.max(length, 2 * trail.lookups.length)];
            }
            TwoPassTable.Rows rows = table.rows();
            if (rows != null) {
                rows = goBack(rows, bytes, start, matchEnd, trail.lookups);
            }
            return rows != null && goForward(rows, start, matchEnd, trail.lookups, groups);
        } finally {
            trail.release();
        }
    }

    private TwoPassTable.@Nullable Rows goBack(
            TwoPassTable.Rows first, byte[] bytes, int start, int matchEnd, int[] lookups) {
        TwoPassTable.Rows rows = first;
        int row = TwoPassTable.LAST_ROW;
        for (int at = matchEnd - 1; at >= start; at--) {
            int lookup = row + (classOf[bytes[at] & 0xff] & 0xff);
            lookups[at - start] = lookup;
            row = rows.before[lookup];
            if (row == TwoPassTable.UNKNOWN) {
                rows = table.addBefore(rows, lookup);
                if (rows == null) {
                    return null;
                }
                row = rows.before[lookup];
            }
        }
        return rows;
    }

    private boolean goForward(TwoPassTable.Rows first, int start, int matchEnd, int[] lookups, int[] groups) {
        Arrays.fill(groups, -1);
        if (groups.length > 1) {
            groups[0] = start;
            groups[1] = matchEnd;
        }
        TwoPassTable.Rows rows = first;
        int entry = 0;
        for (int i = 0; i < matchEnd - start && lastAction[entry] == EntryPaths.MORE; i++) {
            int choice = lookups[i] * entries + entry;
            int next = rows.after[choice];
            if (next == TwoPassTable.UNKNOWN) {
                rows = table.addAfter(rows, lookups[i], entry);
                if (rows == null) {
                    return false;
                }
                next = rows.after[choice];
            }
            entry = next >>> TwoPassTable.ENTRY_SHIFT;
            int action = next & TwoPassTable.ACTION;
            if (action != 0) {
                store(action, start + i, groups);
            }
        }
        int last = lastAction[entry] == EntryPaths.MORE ? table.endAction(entry) : lastAction[entry];
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
