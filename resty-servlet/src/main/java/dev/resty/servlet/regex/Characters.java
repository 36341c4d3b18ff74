// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/** Trees that match one character. */
final class Characters {

    private static final Node[] SINGLE = new Node[256];

    private static final Node[] CASELESS = new Node[256];

    /** Matches nowhere. */
    static final Node NEVER = new Node.OneByte(ByteSet.NONE);

    static final Node ANY_BYTE = new Node.OneByte(ByteSet.ALL);

    private static final Node ALL_BUT_NEWLINE_BYTE =
            new Node.OneByte(ByteSet.of('\n').not());

    private static final Node ANY_CHARACTER = Utf8Ranges.node(new int[] {0, CodePoints.MAX});

    private static final Node ALL_BUT_NEWLINE = Utf8Ranges.node(new int[] {0, '\n' - 1, '\n' + 1, CodePoints.MAX});

    static {
        for (int c = 0; c < 256; c++) {
            SINGLE[c] = new Node.OneByte(ByteSet.of(c));
        }
        for (int c = 0; c < 256; c++) {
            ByteSet both = ByteSet.of(c).caseless();
            CASELESS[c] = both.size() == 1 ? SINGLE[c] : new Node.OneByte(both);
        }
    }

    private Characters() {}

    static Node literal(int c, boolean utf, boolean caseless) {
        if (!utf) {
            return (caseless ? CASELESS : SINGLE)[c];
        }
        int[] others = caseless ? CaseEquivalents.others(c) : new int[0];
        if (c < 0x80 && (others.length == 0 || others.length == 1 && others[0] < 0x80)) {
            return (others.length == 0 ? SINGLE : CASELESS)[c];
        }
        if (others.length == 0) {
            return Utf8Ranges.node(c);
        }
        CodePoints set = new CodePoints();
        set.add(c, c);
        for (int other : others) {
            set.add(other, other);
        }
        return Utf8Ranges.node(set.ranges());
    }

    static Node of(CodePoints set, boolean utf) {
        return utf ? Utf8Ranges.node(set.ranges()) : of(set.low());
    }

    static Node of(ByteSet bytes) {
        return new Node.OneByte(bytes);
    }

    static Node any(boolean utf) {
        return utf ? ANY_CHARACTER : ANY_BYTE;
    }

    static Node allButNewline(boolean utf) {
        return utf ? ALL_BUT_NEWLINE : ALL_BUT_NEWLINE_BYTE;
    }

    /** {@code \R}. */
    static Node newline(boolean utf, boolean narrow) {
        CodePoints single = new CodePoints();
        if (narrow) {
            single.add('\n', '\n');
            single.add('\r', '\r');
        } else {
            single.add(utf ? PosixClasses.VERTICAL_RANGES : new int[] {'\n', '\r', 0x85, 0x85});
        }
        return new Node.Atomic(
                new Node.Choice(List.of(new Node.Sequence(List.of(SINGLE['\r'], SINGLE['\n'])), of(single, utf))));
    }
}
