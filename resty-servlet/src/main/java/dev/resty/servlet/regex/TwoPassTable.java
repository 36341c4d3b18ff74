// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What {@link TwoPass} looks up, worked out as it is asked for. A state is the set of entries from which the match's end can
 * be reached; a lookup is a state's row plus a class of bytes, the byte being the one to the left of the place.
 *
 * <p>Arrays are read without a lock: a number that is found says all, and one that isn't there yet is asked for under the
 * lock. A larger table takes the numbers over; the smaller one is no longer written to, so that it only knows rows it has.
 */
final class TwoPassTable {

    /** In a table: not asked for yet. */
    static final int UNKNOWN = -1;

    /** The row of the state at the match's end. */
    static final int LAST_ROW = 0;

    static final int ENTRY_SHIFT = 16;

    static final int ACTION = 0xffff;

    /** How many numbers there may be in all; 256 KiB. */
    private static final int MAX_NUMBERS = 1 << 16;

    private static final int FIRST_STATES = 4;

    /** How often it begins anew before it gives up for good. */
    private static final int MAX_FLUSHES = 16;

    /** The tables; not to be changed by others. */
    static final class Rows {

        /** The row to the left of each lookup. */
        final int[] before;

        /** For each lookup and entry, the entry behind the byte and the action before it. */
        final int[] after;

        /** What it is a copy of, enlarged, has the same states. */
        private final int generation;

        private Rows(int generation, int before, int after) {
            this.generation = generation;
            this.before = new int[before];
            this.after = new int[after];
            Arrays.fill(this.before, UNKNOWN);
            Arrays.fill(this.after, UNKNOWN);
        }
    }

    private final Program program;

    private final EntryPaths paths;

    private final int[] members;

    private final int maxStates;

    private final ReentrantLock lock = new ReentrantLock();

    private final List<BitSet> states = new ArrayList<>();

    private final Map<BitSet, Integer> stateNumbers = new HashMap<>();

    private int flushes;

    private volatile @Nullable Rows rows;

    private TwoPassTable(Program program, EntryPaths paths, int[] members, int maxStates) {
        this.program = program;
        this.paths = paths;
        this.members = members;
        this.maxStates = maxStates;
        begin();
    }

    /** Makes an empty one; null where it couldn't have many states. */
    static @Nullable TwoPassTable of(Program program, EntryPaths paths, ByteClasses classes) {
        int maxStates = MAX_NUMBERS / (classes.count() * (paths.count() + 1));
        if (maxStates < 2 * FIRST_STATES || paths.actions().length > ACTION) {
            return null;
        }
        return new TwoPassTable(program, paths, classes.members, maxStates);
    }

    /** The current tables; null where it has given up for good. */
    @Nullable Rows rows() {
        return rows;
    }

    /** What is stored at the match's end, from an entry. */
    int endAction(int entry) {
        for (EntryPaths.Path path : paths.paths(entry)) {
            if (path.set() == EntryPaths.END) {
                return path.action();
            }
        }
        throw new IllegalStateException("the match doesn't end here");
    }

    private void begin() {
        states.clear();
        stateNumbers.clear();
        rows = newRows(FIRST_STATES);
        BitSet last = new BitSet();
        for (int entry = 1; entry < paths.count(); entry++) {
            for (EntryPaths.Path path : paths.paths(entry)) {
                if (path.set() == EntryPaths.END) {
                    last.set(entry);
                }
            }
        }
        states.add(last);
        stateNumbers.put(last, LAST_ROW);
    }

    private Rows newRows(int count) {
        return new Rows(flushes, count * members.length, count * members.length * paths.count());
    }

    /** Works out the row to the left of a lookup; returns the tables that have it, null where it is given up. */
    @Nullable Rows addBefore(Rows known, int lookup) {
        lock.lock();
        try {
            Rows current = rows;
            if (current == null || current.generation != known.generation) {
                return null;
            }
            if (current.before[lookup] == UNKNOWN) {
                BitSet behind = states.get(lookup / members.length);
                int value = members[lookup % members.length];
                BitSet state = new BitSet();
                for (int entry = 1; entry < paths.count(); entry++) {
                    if (choose(entry, value, behind) != null) {
                        state.set(entry);
                    }
                }
                int number = number(state);
                current = rows;
                if (number < 0 || current == null) {
                    return null;
                }
                current.before[lookup] = number * members.length;
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** The number of a state, that is made if need be; -1 where there are too many. */
    private int number(BitSet state) {
        Integer number = stateNumbers.get(state);
        if (number != null) {
            return number;
        }
        if (states.size() == maxStates) {
            flush();
            return -1;
        }
        Rows old = rows;
        if (old != null && states.size() * members.length == old.before.length) {
            Rows larger = newRows(Math.min(maxStates, 2 * states.size()));
            System.arraycopy(old.before, 0, larger.before, 0, old.before.length);
            System.arraycopy(old.after, 0, larger.after, 0, old.after.length);
            rows = larger;
        }
        states.add(state);
        stateNumbers.put(state, states.size() - 1);
        return states.size() - 1;
    }

    private void flush() {
        if (++flushes < MAX_FLUSHES) {
            begin();
        } else {
            rows = null;
            states.clear();
            stateNumbers.clear();
        }
    }

    /** Works out what follows a lookup from an entry; returns the tables that have it, null where it is given up. */
    @Nullable Rows addAfter(Rows known, int lookup, int entry) {
        lock.lock();
        try {
            Rows current = rows;
            if (current == null || current.generation != known.generation) {
                return null;
            }
            EntryPaths.Path path = choose(entry, members[lookup % members.length], states.get(lookup / members.length));
            if (path == null) {
                throw new IllegalStateException("there is no match with these bounds");
            }
            current.after[lookup * paths.count() + entry] = path.entry() << ENTRY_SHIFT | path.action();
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** The preferred path from an entry over a byte to a state; null where there is none. */
    private EntryPaths.@Nullable Path choose(int entry, int value, BitSet behind) {
        for (EntryPaths.Path path : paths.paths(entry)) {
            if (path.set() != EntryPaths.END && program.sets[path.set()].contains(value) && behind.get(path.entry())) {
                return path;
            }
        }
        return null;
    }
}
