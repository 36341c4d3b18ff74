// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the table of a {@link OnePass}. A state is an instruction that is reached by consuming a byte, or the first one; its
 * row is filled by following all paths from it up to the next byte, in the order of their priority.
 *
 * <p>Of two paths that lead to one instruction, the second never matters if the first asked for no assertion: they have the
 * same future.
 */
final class OnePassBuilder {

    /** Entries of the table; 64 KiB. */
    private static final int MAX_TABLE = 1 << 14;

    private static final int MAX_CLASSES = 128;

    /** How many bytes a state may wait for, to search for them. */
    private static final int MAX_AWAITED = 3;

    /** The first row leads nowhere. */
    private static final int DEAD = OnePass.QUIET;

    /** In the last column, while it is worked out whether a state is quiet: nothing, or not the same from all ways. */
    private static final int MANY_ENDS = -2;

    /** The slots stored on the way, the last first. */
    private record Saves(int slot, @Nullable Saves before) {}

    private record Path(int instruction, @Nullable Saves saves, boolean conditional) {}

    private final Program program;

    private final byte[] classOf;

    private final int[] members;

    /** How many classes there are; the column of a row that tells what is left where the match ends. */
    private final int classes;

    private final int width;

    /** The row of each state's first instruction; 0 for none yet. */
    private final int[] rowOf;

    /** The states' first instructions, by the order of their rows. */
    private final List<Integer> states = new ArrayList<>();

    private final List<int[]> actions = new ArrayList<>();

    private final Map<List<Integer>, Integer> actionNumbers = new HashMap<>();

    private int[] table;

    /** For which state each instruction has been reached last: its row, negative where that asked for an assertion. */
    private final int[] reached;

    /** For each entry of the row that is being filled, whether the path to it asked for an assertion. */
    private final boolean[] conditional;

    private final Deque<Path> paths = new ArrayDeque<>();

    private boolean failed;

    private OnePassBuilder(Program program) {
        this.program = program;
        ByteClasses divided = ByteClasses.of(Arrays.asList(program.sets));
        this.classOf = divided.classOf;
        this.members = divided.members;
        this.classes = members.length;
        this.width = classes + 2;
        this.rowOf = new int[program.size()];
        this.reached = new int[program.size()];
        this.conditional = new boolean[width];
        this.table = new int[4 * width];
        clear(0);
        actions.add(new int[0]);
        actionNumbers.put(List.of(), 0);
        failed = members.length > MAX_CLASSES;
    }

    static @Nullable OnePass build(Program program) {
        OnePassBuilder builder = new OnePassBuilder(program);
        int first = builder.row(program.start);
        for (int i = 0; i < builder.states.size() && !builder.failed; i++) {
            builder.fill(builder.states.get(i), (i + 1) * builder.width);
        }
        return builder.failed ? null : builder.finish(first);
    }

    private int row(int instruction) {
        if (rowOf[instruction] == 0) {
            states.add(instruction);
            int row = states.size() * width;
            if (row + width > MAX_TABLE) {
                failed = true;
                return 0;
            }
            if (row + width > table.length) {
                table = Arrays.copyOf(table, 2 * table.length);
            }
            clear(row);
            rowOf[instruction] = row;
        }
        return rowOf[instruction];
    }

    private void clear(int row) {
        Arrays.fill(table, row, row + classes, DEAD);
        table[row + classes] = OnePass.NO_END;
        table[row + classes + 1] = OnePass.WAITS_NOT;
    }

    private void fill(int state, int row) {
        Arrays.fill(conditional, false);
        paths.push(new Path(state, null, false));
        while (!paths.isEmpty() && !failed) {
            follow(paths.pop(), row);
        }
    }

    private void follow(Path path, int row) {
        int here = path.instruction();
        Saves saves = path.saves();
        boolean asks = path.conditional();
        if (Math.abs(reached[here]) == row) {
            failed |= reached[here] < 0;
            return;
        }
        reached[here] = asks ? -row : row;
        int out = program.out[here];
        int arg = program.arg[here];
        switch (program.op[here]) {
            case Program.BYTES -> consume(program.sets[arg], row(out), action(saves), asks, row);
            case Program.SPLIT -> {
                paths.push(new Path(arg, saves, asks));
                paths.push(new Path(out, saves, asks));
            }
            case Program.SAVE -> paths.push(new Path(out, new Saves(arg, saves), asks));
            case Program.ASSERT -> paths.push(new Path(out, saves, true));
            case Program.MATCH -> enter(row, classes, OnePass.NO_END, action(saves), asks);
            default -> {}
        }
    }

    private void consume(ByteSet set, int next, int action, boolean asks, int row) {
        for (int i = 0; i < members.length; i++) {
            if (set.contains(members[i])) {
                enter(row, i, DEAD, next | action << OnePass.ACTION_SHIFT, asks);
            }
        }
    }

    private void enter(int row, int column, int nothing, int entry, boolean asks) {
        int before = table[row + column];
        if (before == nothing) {
            table[row + column] = entry;
            conditional[column] = asks;
        } else if (before != entry) {
            boolean sameFuture = column == classes || ((before ^ entry) & OnePass.ROW) == 0;
            failed |= !sameFuture || conditional[column];
        }
    }

    private int action(@Nullable Saves last) {
        List<Integer> slots = new ArrayList<>();
        for (Saves saves = last; saves != null; saves = saves.before()) {
            if (!slots.contains(saves.slot())) {
                slots.add(saves.slot());
            }
        }
        Integer number = actionNumbers.get(slots);
        if (number == null) {
            number = actions.size();
            actionNumbers.put(slots, number);
            actions.add(slots.stream().mapToInt(Integer::intValue).toArray());
            failed |= number > OnePass.MAX_ACTION;
        }
        return number;
    }

    private OnePass finish(int first) {
        int[] end = ends();
        int[] sizes = classSizes();
        List<ByteFinder> awaited = new ArrayList<>();
        int[] marked = Arrays.copyOf(table, end.length * width);
        for (int state = 0; state < end.length; state++) {
            int row = state * width;
            for (int i = row; i < row + classes; i++) {
                marked[i] |= end[(marked[i] & OnePass.ROW) / width] == MANY_ENDS ? 0 : OnePass.QUIET;
            }
            ByteSet waitsFor = waitsFor(row, sizes);
            if (end[state] != MANY_ENDS) {
                marked[row + classes] = end[state];
            } else if (!waitsFor.isEmpty()) {
                marked[row + classes + 1] = awaited.size();
                awaited.add(ByteFinder.of(waitsFor));
            }
        }
        return new OnePass(
                classOf,
                marked,
                classes,
                awaited.toArray(new ByteFinder[0]),
                actions.toArray(new int[0][]),
                end[first / width] == MANY_ENDS ? first : first | OnePass.QUIET);
    }

    /** The bytes that lead out of a state in which others change nothing; none where they are too many. */
    private ByteSet waitsFor(int row, int[] classSizes) {
        boolean stays = false;
        int count = 0;
        for (int i = 0; i < classes; i++) {
            int entry = table[row + i];
            stays |= entry == row;
            count += leaves(entry, row) ? classSizes[i] : 0;
        }
        ByteSet leaving = ByteSet.NONE;
        if (stays && count <= MAX_AWAITED) {
            for (int value = 0; value < classOf.length; value++) {
                leaving = leaves(table[row + classOf[value]], row) ? leaving.or(ByteSet.of(value)) : leaving;
            }
        }
        return leaving;
    }

    private static boolean leaves(int entry, int row) {
        return entry != row && entry != DEAD;
    }

    private int[] classSizes() {
        int[] sizes = new int[members.length];
        for (byte number : classOf) {
            sizes[number]++;
        }
        return sizes;
    }

    /** For each state, the one action that is left from there on; {@link #MANY_ENDS} where there are more. */
    private int[] ends() {
        int[] end = new int[states.size() + 1];
        for (int state = 0; state < end.length; state++) {
            end[state] = table[state * width + classes];
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int state = end.length - 1; state > 0; state--) {
                int known = end[state];
                for (int i = 0; i < classes && known != MANY_ENDS; i++) {
                    known = join(known, table[state * width + i], end);
                }
                changed |= known != end[state];
                end[state] = known;
            }
        }
        return end;
    }

    private int join(int known, int entry, int[] end) {
        if (entry == DEAD) {
            return known;
        }
        if (entry >>> OnePass.ACTION_SHIFT != 0) {
            return MANY_ENDS;
        }
        int other = end[entry / width];
        return known == OnePass.NO_END ? other : other == OnePass.NO_END || other == known ? known : MANY_ENDS;
    }
}
