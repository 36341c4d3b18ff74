// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/** {@code \b} and {@code \B}, which with {@code (*UCP)} go by Unicode's letters and numbers. */
final class WordEdges {

    private WordEdges() {}

    static Node edge(boolean unicode, boolean utf) {
        return unicode ? choice(utf, true) : new Node.Assertion(Anchor.WORD_EDGE);
    }

    static Node noEdge(boolean unicode, boolean utf) {
        return unicode ? choice(utf, false) : new Node.Assertion(Anchor.NO_WORD_EDGE);
    }

    private static Node choice(boolean utf, boolean edge) {
        CodePoints set = new CodePoints();
        int[] ranges = UnicodeProperties.named("Xwd");
        set.add(ranges == null ? new int[0] : ranges);
        Node word = Characters.of(set, utf);
        Node wordThen = Nodes.sequence(List.of(new Node.Look(true, false, word), new Node.Look(false, edge, word)));
        Node otherThen = Nodes.sequence(List.of(new Node.Look(true, true, word), new Node.Look(false, !edge, word)));
        return Nodes.choice(List.of(wordThen, otherThen));
    }
}
