// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Finds where the leftmost match ends, by an automaton that reads from left to right. Safe for concurrent use. */
final class ForwardSearch {

    /** How many bytes are read before it is looked whether the state runs over the next ones. */
    private static final int STRETCH = 32;

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
        int kind = table.symbols.startKind(bytes, begin, from);
        int[] transitions = table.transitions;
        int state = transitions[kind];
        if (state <= DfaTable.DEAD) {
            state = dfa.start(table, kind);
            if (state == DfaTable.DEAD) {
                return LazyDfa.NONE;
            }
            if (state == DfaTable.FULL) {
                return LazyDfa.GAVE_UP;
            }
            transitions = table.transitions;
        }
        byte[] classOf = table.symbols.classOf;
        int limit = table.symbols.tellsFinalNewline() && from < end && bytes[end - 1] == '\n' ? end - 1 : end;
        int last = LazyDfa.NONE;
        int at = from;
        int noted = from;
        while (at < limit) {
            int number = transitions[state + table.runColumn];
            ByteRun run = number == 0 ? null : table.run(number);
            if (run != null) {
                int behind = run.forward(bytes, at, limit);
                if (run.match && behind > at) {
                    last = behind - 1;
                    if (earliest) {
                        return last;
                    }
                }
                at = behind;
            }
            int stop = Math.min(limit, at + STRETCH);
            for (; at < stop; at++) {
                int symbol = classOf[bytes[at] & 0xff] & 0xff;
                int next = transitions[state + symbol];
                if (next <= DfaTable.DEAD) {
                    if (next == DfaTable.UNKNOWN) {
                        next = dfa.next(table, state, symbol, at - noted);
                        noted = at;
                        if (next == DfaTable.FULL) {
                            DfaTable renewed = dfa.renew(table);
                            if (renewed == null) {
                                return LazyDfa.GAVE_UP;
                            }
                            state = dfa.adopt(renewed, table, state);
                            table = renewed;
                            next = state == DfaTable.FULL ? DfaTable.FULL : dfa.next(table, state, symbol, 0);
                            if (next == DfaTable.FULL) {
                                return LazyDfa.GAVE_UP;
                            }
                        }
                        transitions = table.transitions;
                    }
                    if (next < 0) {
                        last = at;
                        if (earliest) {
                            return last;
                        }
                        next &= ~DfaTable.MATCH;
                    }
                    if (next == DfaTable.DEAD) {
                        return last;
                    }
                }
                state = next;
            }
        }
        return finish(table, state, limit, end, last);
    }

    /** Reads what tells of the subject's end. */
    private int finish(DfaTable table, int state, int at, int end, int last) {
        int next = state;
        int found = last;
        if (at < end) {
            next = next(table, state, table.symbols.finalNewline());
            if (next == DfaTable.FULL) {
                return LazyDfa.GAVE_UP;
            }
            if (next < 0) {
                found = at;
                next &= ~DfaTable.MATCH;
            }
            if (next == DfaTable.DEAD) {
                return found;
            }
        }
        return next(table, next, table.symbols.end()) < 0 ? end : found;
    }

    private int next(DfaTable table, int state, int symbol) {
        int next = table.transitions[state + symbol];
        return next == DfaTable.UNKNOWN ? dfa.next(table, state, symbol, 0) : next;
    }
}
