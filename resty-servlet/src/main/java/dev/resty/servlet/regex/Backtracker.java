// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/**
 * Searches as PCRE does: tries one way after the other, and comes back. Takes every pattern. Each time it tries a way is a
 * step, as is each further round of a group and each 32 bytes that a run or a back reference
 * reads; a search may take as many steps as it is
 * allowed to, and 100 more for each place where it starts. What it has to come back to is kept in an array of limited size, not
 * on the Java stack.
 *
 * <p>Differs from OpenResty: the limit is for the whole search, not for each place where a match may start.
 */
final class Backtracker implements Engine {

    private static final int DEFAULT_STEPS = 10_000_000;
    private static final int STEPS_PER_START = 100;

    private final int matchLimit;
    private final boolean utf;
    private final @Nullable ByteFinder starts;
    private final @Nullable Anchor anchor;
    private final Pool<BacktrackMachine> machines;

    /**
     * For a pattern.
     *
     * @param matchLimit how many steps a search may take; 0 for PCRE's default. A lower limit of the pattern's own counts
     */
    Backtracker(ParsedPattern pattern, int matchLimit) {
        BacktrackCode code = BacktrackCompiler.compile(pattern);
        this.machines = new Pool<>(() -> new BacktrackMachine(code));
        this.utf = pattern.utf();
        int limit = matchLimit > 0 ? matchLimit : DEFAULT_STEPS;
        this.matchLimit = pattern.matchLimit() > 0 ? Math.min(limit, pattern.matchLimit()) : limit;
        ByteSet first = PatternStart.bytes(pattern.root());
        this.starts = first == null ? null : ByteFinder.of(first);
        this.anchor = PatternStart.anchor(pattern.root());
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        BacktrackMachine machine = machines.take();
        machine.reset(bytes, begin, end, from, matchLimit);
        try {
            if (!search(machine, from)) {
                return false;
            }
            for (int i = 0; i < groups.length; i++) {
                groups[i] = i == 1 ? machine.matchEnd : machine.registers[i];
            }
            return true;
        } finally {
            machine.release();
            machines.giveBack(machine);
        }
    }

    private boolean search(BacktrackMachine machine, int from) {
        byte[] bytes = machine.bytes;
        int end = machine.end;
        int at = from;
        while (true) {
            if (!mayStart(at, machine.begin, from)) {
                return false;
            }
            at = starts == null ? at : starts.next(bytes, at, anchor == null ? end : Math.min(end, at + 1));
            if (at < 0) {
                return false;
            }
            machine.steps += STEPS_PER_START;
            if (machine.matchesAt(at)) {
                return true;
            }
            if (machine.committed || at >= end) {
                return false;
            }
            at = machine.skipTo > at ? machine.skipTo : next(bytes, at, end);
        }
    }

    private boolean mayStart(int at, int begin, int from) {
        return anchor == null || at == (anchor == Anchor.SUBJECT_START ? begin : from);
    }

    private int next(byte[] bytes, int at, int end) {
        int next = at + 1;
        while (utf && next < end && (bytes[next] & 0xc0) == 0x80) {
            next++;
        }
        return next;
    }
}
