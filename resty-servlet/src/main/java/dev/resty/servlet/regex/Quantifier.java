// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * How often something is repeated.
 *
 * @param max the most times; {@link Node.Repeat#UNBOUNDED} for no limit
 */
record Quantifier(int min, int max, Node.Greed greed) {

    private static final int MAX_COUNT = 65535;

    /** Whether a quantifier stands here. */
    static boolean isHere(PatternReader reader) {
        int c = reader.peek();
        return c == '*' || c == '+' || c == '?' || c == '{' && isCounted(reader);
    }

    /** Whether {@code {n}}, {@code {n,}} or {@code {n,m}} stands here. */
    static boolean isCounted(PatternReader reader) {
        int i = 1;
        while (reader.isDigit(i)) {
            i++;
        }
        if (i == 1) {
            return false;
        }
        if (reader.peek(i) == ',') {
            i++;
            while (reader.isDigit(i)) {
                i++;
            }
        }
        return reader.peek(i) == '}';
    }

    /** Reads the quantifier that stands here. */
    static Quantifier read(PatternReader reader, ParseState state) {
        int min = 0;
        int max = Node.Repeat.UNBOUNDED;
        switch (reader.next()) {
            case '+' -> min = 1;
            case '?' -> max = 1;
            case '{' -> {
                min = count(reader);
                max = min;
                if (reader.skip(',')) {
                    max = reader.peek() == '}' ? Node.Repeat.UNBOUNDED : count(reader);
                    if (max >= 0 && max < min) {
                        throw reader.error("numbers out of order in {} quantifier");
                    }
                }
                reader.at++;
            }
            default -> {}
        }
        if (!state.repeatable) {
            throw reader.error("nothing to repeat", reader.at - 1);
        }
        if (state.has(ParseState.EXTENDED)) {
            reader.skipSpaceAndComments();
        }
        return new Quantifier(min, max, greed(reader, state.has(ParseState.UNGREEDY)));
    }

    private static Node.Greed greed(PatternReader reader, boolean ungreedy) {
        if (reader.skip('+')) {
            return Node.Greed.POSSESSIVE;
        }
        return reader.skip('?') != ungreedy ? Node.Greed.LAZY : Node.Greed.GREEDY;
    }

    private static int count(PatternReader reader) {
        int count = 0;
        while (reader.isDigit(0)) {
            count = count * 10 + reader.next() - '0';
            if (count > MAX_COUNT) {
                throw reader.error("number too big in {} quantifier");
            }
        }
        return count;
    }
}
