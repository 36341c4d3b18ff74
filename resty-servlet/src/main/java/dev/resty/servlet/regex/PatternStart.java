// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where matches of a pattern can start. */
final class PatternStart {

    private PatternStart() {}

    /**
     * What every match starts with; null where that can be anything. As in PCRE, a verb doesn't see the places before a byte
     * that every match starts with, if there is just one such byte.
     */
    static @Nullable ByteSet bytes(Node root) {
        Map<Integer, Node> groups = NodeParts.groups(root);
        FirstBytes first = FirstBytesFinder.minding(groups).of(root);
        if (!first.nullable()) {
            return first.set();
        }
        FirstBytes passing = FirstBytesFinder.passing(groups).of(root);
        return !passing.nullable() && isOneCharacter(passing.set()) ? passing.set() : null;
    }

    /** The {@link Anchor#SUBJECT_START} or {@link Anchor#SEARCH_START} that every match starts with; null if there is none. */
    static @Nullable Anchor anchor(Node node) {
        if (node instanceof Node.Assertion assertion) {
            Anchor anchor = assertion.anchor();
            return anchor == Anchor.SUBJECT_START || anchor == Anchor.SEARCH_START ? anchor : null;
        }
        if (node instanceof Node.Sequence sequence) {
            for (Node part : sequence.parts()) {
                Anchor anchor = anchor(part);
                if (anchor != null || !(part instanceof Node.Empty || part instanceof Node.KeepOut)) {
                    return anchor;
                }
            }
            return null;
        }
        if (node instanceof Node.Choice choice) {
            return common(choice);
        }
        if (node instanceof Node.Capture || node instanceof Node.Atomic) {
            return anchor(NodeParts.of(node).get(0));
        }
        return node instanceof Node.Repeat repeat && repeat.min() > 0 ? anchor(repeat.body()) : null;
    }

    private static boolean isOneCharacter(ByteSet set) {
        ByteSet first = ByteSet.of(Math.max(0, set.next(0)));
        return set.equals(first) || set.equals(first.caseless());
    }

    private static @Nullable Anchor common(Node.Choice choice) {
        Anchor common = null;
        for (Node option : choice.options()) {
            Anchor anchor = anchor(option);
            if (anchor == null || common != null && anchor != common) {
                return null;
            }
            common = anchor;
        }
        return common;
    }
}
