// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Finds where a match starts whose end is known, by an automaton that reads from right to left. Safe for concurrent use. */
final class BackwardSearch {

    private static final int STRETCH = 32;

    private final LazyDfa dfa;

    BackwardSearch(LazyDfa dfa) {
        this.dfa = dfa;
    }

    /**
     * Searches from the end of a match to the left.
     *
     * @param begin where the subject begins
     * @param end behind its last byte
     * @param from where the match starts at the earliest, and what {@code \G} means
     * @param matchEnd where the match ends
     * @return the smallest place where a match starts that ends there; {@link LazyDfa#NONE} or {@link LazyDfa#GAVE_UP}
     */
    int find(byte[] bytes, int begin, int end, int from, int matchEnd) {
        DfaTable table = dfa.table();
        int kind = table.symbols.startKindBackward(bytes, end, matchEnd);
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
        int last = LazyDfa.NONE;
        int at = matchEnd;
        int noted = matchEnd;
        while (at > from) {
            int number = transitions[state + table.runColumn];
            ByteRun run = number == 0 ? null : table.run(number);
            if (run != null) {
                int before = run.backward(bytes, at, from);
                if (run.match && before < at) {
                    last = before + 1;
                }
                at = before;
            }
            int stop = Math.max(from, at - STRETCH);
            for (; at > stop; at--) {
                int symbol = classOf[bytes[at - 1] & 0xff] & 0xff;
                int next = transitions[state + symbol];
                if (next <= DfaTable.DEAD) {
                    if (next == DfaTable.UNKNOWN) {
                        next = dfa.next(table, state, symbol, noted - at);
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
                        next &= ~DfaTable.MATCH;
                    }
                    if (next == DfaTable.DEAD) {
                        return last;
                    }
                }
                state = next;
            }
        }
        int symbol = table.symbols.from(bytes, begin, from);
        int next = table.transitions[state + symbol];
        if (next == DfaTable.UNKNOWN) {
            next = dfa.next(table, state, symbol, 0);
        }
        return next < 0 ? from : last;
    }
}
