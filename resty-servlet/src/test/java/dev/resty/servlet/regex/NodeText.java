// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes trees for tests: bytes as they are or {@code \xHH}, sets in brackets, choices and what is repeated in braces,
 * {@code (1:...)} for a group, {@code (>...)}, {@code (=...)} and the like for what PCRE writes so, places and verbs by their
 * names in angle brackets.
 */
final class NodeText {

    private static final String META = "\\[](){}<>|*+?^-.";

    private NodeText() {}

    static String of(Node node) {
        if (node instanceof Node.Empty) {
            return "<>";
        } else if (node instanceof Node.OneByte one) {
            return set(one.set());
        } else if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().map(NodeText::of).collect(Collectors.joining());
        } else if (node instanceof Node.Choice choice) {
            return choice.options().stream().map(NodeText::of).collect(Collectors.joining("|", "{", "}"));
        } else if (node instanceof Node.Repeat repeat) {
            return braced(repeat.body()) + counts(repeat);
        } else if (node instanceof Node.Capture capture) {
            return "(" + capture.group() + ":" + of(capture.body()) + ")";
        } else if (node instanceof Node.Assertion assertion) {
            return "<" + assertion.anchor() + ">";
        } else if (node instanceof Node.KeepOut) {
            return "<K>";
        } else {
            return irregular(node);
        }
    }

    private static String irregular(Node node) {
        if (node instanceof Node.Atomic atomic) {
            return "(>" + of(atomic.body()) + ")";
        } else if (node instanceof Node.Look look) {
            return "(" + (look.behind() ? "<" : "") + (look.negative() ? "!" : "=") + of(look.body()) + ")";
        } else if (node instanceof Node.BackReference back) {
            return "<same as " + numbers(back.groups()) + (back.caseless() ? " caseless" : "")
                    + (back.utf() ? " utf" : "") + ">";
        } else if (node instanceof Node.Recursion recursion) {
            return "<call " + recursion.group() + ">";
        } else if (node instanceof Node.Conditional conditional) {
            return "(" + condition(conditional.condition()) + "?" + of(conditional.yes()) + ":" + of(conditional.no())
                    + ")";
        } else if (node instanceof Node.Verb verb) {
            return "<" + verb.kind() + (verb.name().isEmpty() ? "" : ":" + verb.name()) + ">";
        } else {
            return "<" + node.getClass().getSimpleName() + ">";
        }
    }

    private static String condition(Node.Condition condition) {
        if (condition instanceof Node.Condition.Took took) {
            return "<took " + numbers(took.groups()) + ">";
        } else if (condition instanceof Node.Condition.Recursing recursing) {
            return "<in " + recursing.group() + ">";
        } else if (condition instanceof Node.Condition.Sees sees) {
            return of(sees.look());
        } else {
            return "<never>";
        }
    }

    private static String numbers(List<Integer> groups) {
        return groups.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static String braced(Node body) {
        return body instanceof Node.Sequence || body instanceof Node.Repeat ? "{" + of(body) + "}" : of(body);
    }

    private static String counts(Node.Repeat repeat) {
        String greed =
                switch (repeat.greed()) {
                    case GREEDY -> "";
                    case LAZY -> "?";
                    case POSSESSIVE -> "+";
                };
        int min = repeat.min();
        int max = repeat.max();
        if (max == Node.Repeat.UNBOUNDED) {
            return (min == 0 ? "*" : min == 1 ? "+" : "{" + min + ",}") + greed;
        }
        return (min == 0 && max == 1 ? "?" : min == max ? "{" + min + "}" : "{" + min + "," + max + "}") + greed;
    }

    private static String set(ByteSet set) {
        if (set.size() == 256) {
            return ".";
        }
        if (set.size() == 1) {
            return value(set.next(0));
        }
        boolean negated = set.size() > 128;
        return ranges(negated ? set.not() : set, negated ? "[^" : "[");
    }

    private static String ranges(ByteSet set, String open) {
        StringBuilder text = new StringBuilder(open);
        for (int first = set.next(0); first >= 0; ) {
            int last = first;
            while (last < 255 && set.contains(last + 1)) {
                last++;
            }
            text.append(value(first));
            if (last > first) {
                text.append(last > first + 1 ? "-" : "").append(value(last));
            }
            first = set.next(last + 1);
        }
        return text.append(']').toString();
    }

    private static String value(int value) {
        if (value <= ' ' || value > '~') {
            return String.format("\\x%02x", value);
        }
        return META.indexOf(value) < 0 ? String.valueOf((char) value) : "\\" + (char) value;
    }
}
