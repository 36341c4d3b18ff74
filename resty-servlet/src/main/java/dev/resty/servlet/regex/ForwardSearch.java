// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Finds where the leftmost match ends, by an automaton that reads from left to right. Safe for concurrent use. */
final class ForwardSearch {

    private final LazyDfa dfa;

    ForwardSearch(LazyDfa dfa) {
        this.dfa = dfa;
    }

    /**
     * Searches from a place.
     *
     * @param begin where the subject begins
     * @param end behind its last byte
     * @param from where the search starts
     * @param earliest whether the end of any match will do
     * @return where the match ends; {@link LazyDfa#NONE} or {@link LazyDfa#GAVE_UP}
     */
    int find(byte[] bytes, int begin, int end, int from, boolean earliest) {
        DfaTable table = dfa.table();
        int[] transitions = table.transitions;
        int kind = table.symbols.startKind(bytes, begin, from);
        int next = transitions[kind];
        if (next == DfaTable.UNKNOWN) {
            next = dfa.start(table, kind);
            if (next == DfaTable.FULL) {
                return LazyDfa.GAVE_UP;
            }
            transitions = table.transitions;
        }
        int limit = table.symbols.tellsFinalNewline() && from < end && bytes[end - 1] == '\n' ? end - 1 : end;
        byte[] classOf = table.symbols.classOf;
        int last = LazyDfa.NONE;
        int noted = from;
        int at = from;
        while (true) {
            if (next < 0) {
                if ((next & DfaTable.MATCH) != 0) {
                    last = at - 1;
                    if (earliest) {
                        return last;
                    }
                }
                boolean runs = (next & DfaTable.RUN) != 0;
                next &= DfaTable.STATE;
                ByteRun run = runs ? table.run(transitions, next) : null;
                if (run != null && !(earliest && run.match)) {
                    int behind = run.forward(bytes, at, limit);
                    if (run.match && behind > at) {
                        last = behind - 1;
                    }
                    at = behind;
                }
            }
            if (next == DfaTable.DEAD) {
                return last;
            }
            int state = next;
            while (at < limit && (next = transitions[state + (classOf[bytes[at] & 0xff] & 0xff)]) > DfaTable.DEAD) {
                state = next;
                at++;
            }
            if (at == limit) {
                return finish(table, transitions, state, limit, end, last);
            }
            if (next == DfaTable.UNKNOWN) {
                LazyDfa.Move move = dfa.move(table, state, classOf[bytes[at] & 0xff] & 0xff, at - noted);
                if (move == null) {
                    return LazyDfa.GAVE_UP;
                }
                table = move.table();
                transitions = table.transitions;
                next = move.next();
                noted = at;
            }
            at++;
        }
    }

    /** Reads what tells of the subject's end. */
    private int finish(DfaTable table, int[] transitions, int state, int at, int end, int last) {
        if (at == end) {
            return endsAt(table, transitions, state) ? end : last;
        }
        int next = transitions[state + table.symbols.finalNewline()];
        int[] known = transitions;
        DfaTable of = table;
        if (next == DfaTable.UNKNOWN) {
            LazyDfa.Move move = dfa.move(table, state, table.symbols.finalNewline(), 1);
            if (move == null) {
                return LazyDfa.GAVE_UP;
            }
            of = move.table();
            known = of.transitions;
            next = move.next();
        }
        int found = next < 0 && (next & DfaTable.MATCH) != 0 ? at : last;
        next &= DfaTable.STATE;
        return next != DfaTable.DEAD && endsAt(of, known, next) ? end : found;
    }

    private boolean endsAt(DfaTable table, int[] transitions, int state) {
        int next = transitions[state + table.symbols.end()];
        return (next == DfaTable.UNKNOWN ? dfa.end(table, state, table.symbols.end()) : next) < 0;
    }
}
