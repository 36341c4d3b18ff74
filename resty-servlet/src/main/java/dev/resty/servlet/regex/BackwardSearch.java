// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Finds where a match starts whose end is known, by an automaton that reads from right to left. Safe for concurrent use. */
final class BackwardSearch {

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
     * @param earliest whether any start will do
     * @return the smallest place where a match starts that ends there; {@link LazyDfa#NONE} or {@link LazyDfa#GAVE_UP}
     */
    int find(byte[] bytes, int begin, int end, int from, int matchEnd, boolean earliest) {
        DfaTable table = dfa.table();
        int[] transitions = table.transitions;
        int kind = table.symbols.startKindBackward(bytes, end, matchEnd);
        int next = transitions[kind];
        if (next == DfaTable.UNKNOWN) {
            next = dfa.start(table, kind);
            if (next == DfaTable.FULL) {
                return LazyDfa.GAVE_UP;
            }
            transitions = table.transitions;
        }
        byte[] classOf = table.symbols.classOf;
        int last = LazyDfa.NONE;
        int noted = matchEnd;
        int at = matchEnd;
        while (true) {
            if (next < 0) {
                if ((next & DfaTable.MATCH) != 0) {
                    last = at + 1;
                    if (earliest) {
                        return last;
                    }
                }
                boolean runs = (next & DfaTable.RUN) != 0;
                next &= DfaTable.STATE;
                ByteRun run = runs ? table.run(transitions, next) : null;
                if (run != null && !(earliest && run.match)) {
                    int before = run.backward(bytes, at, from);
                    if (run.match && before < at) {
                        last = before + 1;
                    }
                    at = before;
                }
            }
            if (next == DfaTable.DEAD) {
                return last;
            }
            int state = next;
            while (at > from && (next = transitions[state + (classOf[bytes[at - 1] & 0xff] & 0xff)]) > DfaTable.DEAD) {
                state = next;
                at--;
            }
            if (at == from) {
                int symbol = table.symbols.from(bytes, begin, from);
                next = transitions[state + symbol];
                return (next == DfaTable.UNKNOWN ? dfa.end(table, state, symbol) : next) < 0 ? from : last;
            }
            if (next == DfaTable.UNKNOWN) {
                LazyDfa.Move move = dfa.move(table, state, classOf[bytes[at - 1] & 0xff] & 0xff, noted - at);
                if (move == null) {
                    return LazyDfa.GAVE_UP;
                }
                table = move.table();
                transitions = table.transitions;
                next = move.next();
                noted = at;
            }
            at--;
        }
    }
}
