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
 * The paths from each entry of a program up to the next byte or the match's end, in the order of their priority. An entry is
 * an instruction that is reached by consuming a byte; entry 0 is where the program starts.
 *
 * <p>For matches that are known and not empty: what all paths at their start, or at their end, ask for holds, and is left
 * out. Programs that ask for more have none.
 */
final class EntryPaths {

    /** The number of a set, where the path ends the match. */
    static final int END = -1;

    /** For {@link #lastAction}: not only the match's end is left, or not always in the same way. */
    static final int MORE = -1;

    private static final int MAX_ENTRIES = 256;

    private static final int MAX_PATHS = 64;

    /**
     * A path.
     *
     * @param set the number of the set of bytes that it needs; {@link #END} where it ends the match
     * @param entry where it leads
     * @param action the number of what it stores on the way
     * @param anchors the places it asks for, as bits
     */
    record Path(int set, int entry, int action, int anchors) {}

    private record Step(int instruction, List<Integer> slots, int anchors) {}

    private final Program program;

    private final List<List<Path>> paths = new ArrayList<>();

    private final List<Integer> entries = new ArrayList<>();

    private final Map<Integer, Integer> entryOf = new HashMap<>();

    private final List<int[]> actions = new ArrayList<>();

    private final Map<List<Integer>, Integer> actionNumbers = new HashMap<>();

    private boolean failed;

    private EntryPaths(Program program) {
        this.program = program;
    }

    /** Finds the paths; null where there are too many, or places are asked for within the match. */
    static @Nullable EntryPaths of(Program program) {
        EntryPaths made = new EntryPaths(program);
        made.action(List.of());
        made.entries.add(program.start);
        for (int i = 0; i < made.entries.size() && !made.failed; i++) {
            made.paths.add(made.follow(i));
        }
        return made.failed || !made.asksNoMore() ? null : made;
    }

    /** The number of entries. */
    int count() {
        return entries.size();
    }

    /** The paths of an entry. */
    List<Path> paths(int entry) {
        return paths.get(entry);
    }

    /** The slots that each action stores the place in. */
    int[][] actions() {
        return actions.toArray(new int[0][]);
    }

    /** For each entry, the action that is left to do at the match's end, or {@link #MORE}. */
    int[] lastAction() {
        int unknown = -2;
        int[] last = new int[count()];
        Arrays.fill(last, unknown);
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int entry = last.length - 1; entry >= 0; entry--) {
                int known = last[entry];
                for (Path path : paths(entry)) {
                    int other = path.set() == END ? path.action() : path.action() != 0 ? MORE : last[path.entry()];
                    known = known == unknown ? other : other == unknown || other == known ? known : MORE;
                }
                changed |= known != last[entry];
                last[entry] = known;
            }
        }
        for (int entry = 0; entry < last.length; entry++) {
            last[entry] = Math.max(last[entry], MORE);
        }
        return last;
    }

    private List<Path> follow(int entry) {
        List<Path> found = new ArrayList<>();
        boolean[] reached = new boolean[program.size()];
        Deque<Step> steps = new ArrayDeque<>();
        steps.push(new Step(entries.get(entry), List.of(), 0));
        int left = 4 * program.size() + MAX_PATHS;
        while (!steps.isEmpty() && !failed) {
            Step step = steps.pop();
            failed = --left < 0 || found.size() > MAX_PATHS;
            int here = step.instruction();
            if (!reached[here]) {
                reached[here] = step.anchors() == 0;
                follow(step, entry == 0, steps, found);
            }
        }
        return found;
    }

    private void follow(Step step, boolean first, Deque<Step> steps, List<Path> found) {
        int here = step.instruction();
        int out = program.out[here];
        int arg = program.arg[here];
        switch (program.op[here]) {
            case Program.BYTES -> found.add(new Path(arg, entry(out), action(step.slots()), step.anchors()));
            case Program.SPLIT -> {
                steps.push(new Step(arg, step.slots(), step.anchors()));
                steps.push(new Step(out, step.slots(), step.anchors()));
            }
            case Program.SAVE -> {
                List<Integer> slots = new ArrayList<>(step.slots());
                slots.add(arg);
                steps.push(new Step(out, slots, step.anchors()));
            }
            case Program.ASSERT -> steps.push(new Step(out, step.slots(), step.anchors() | 1 << arg));
            case Program.MATCH -> {
                if (!first) {
                    found.add(new Path(END, 0, action(step.slots()), step.anchors()));
                }
            }
            default -> {}
        }
    }

    private int entry(int instruction) {
        Integer number = entryOf.get(instruction);
        if (number == null) {
            number = entries.size();
            entryOf.put(instruction, number);
            entries.add(instruction);
            failed |= number >= MAX_ENTRIES;
        }
        return number;
    }

    private int action(List<Integer> slots) {
        Integer number = actionNumbers.get(slots);
        if (number == null) {
            number = actions.size();
            actionNumbers.put(slots, number);
            actions.add(slots.stream().mapToInt(Integer::intValue).toArray());
        }
        return number;
    }

    private boolean asksNoMore() {
        int atStart = -1;
        int atEnd = -1;
        for (int entry = 0; entry < count(); entry++) {
            for (Path path : paths(entry)) {
                if (entry == 0) {
                    atStart &= path.anchors();
                } else if (path.set() == END) {
                    atEnd &= path.anchors();
                }
            }
        }
        for (int entry = 0; entry < count(); entry++) {
            for (Path path : paths(entry)) {
                int known = entry == 0 ? atStart : path.set() == END ? atEnd : 0;
                if ((path.anchors() & ~known) != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
