// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds out the {@link Facts} of a pattern. */
final class Analysis {

    /** Sets of more bytes than this, both cases of a letter counted once, aren't taken apart. */
    private static final int MOST_BYTES = 12;

    /** How many copies of a repetition's body are looked at. */
    private static final int MOST_COPIES = 3;

    private Analysis() {}

    /** The facts of all matches. */
    static Facts of(Node root) {
        return mayAccept(root) ? Facts.unknown(0, Facts.UNBOUNDED) : facts(root);
    }

    /** Whether a verb may end a match anywhere. */
    static boolean mayAccept(Node root) {
        return contains(root, ACCEPT);
    }

    /** Whether no match can start elsewhere than where the subject starts. */
    static boolean startsSubject(Node root) {
        return contains(root, SUBJECT_START) && !contains(root, ACCEPT) && needsSubjectStart(root);
    }

    private static boolean needsSubjectStart(Node node) {
        if (node instanceof Node.Assertion assertion) {
            return assertion.anchor() == Anchor.SUBJECT_START;
        } else if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().anyMatch(Analysis::needsSubjectStart);
        } else if (node instanceof Node.Choice choice) {
            return choice.options().stream().allMatch(Analysis::needsSubjectStart);
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.min() > 0 && needsSubjectStart(repeat.body());
        } else if (node instanceof Node.Capture capture) {
            return needsSubjectStart(capture.body());
        }
        return node instanceof Node.Atomic atomic && needsSubjectStart(atomic.body());
    }

    /** Something that is looked for in a tree. */
    private interface Question {
        boolean asks(Node node);
    }

    private static final Question ACCEPT =
            node -> node instanceof Node.Verb verb && verb.kind() == Node.Verb.Kind.ACCEPT;

    private static final Question SEARCH_START =
            node -> node instanceof Node.Assertion assertion && assertion.anchor() == Anchor.SEARCH_START;

    private static final Question SUBJECT_START =
            node -> node instanceof Node.Assertion assertion && assertion.anchor() == Anchor.SUBJECT_START;

    private static final Question VERB = node -> node instanceof Node.Verb;

    private static final Question IRREGULAR = node -> node instanceof Node.Irregular
            || node instanceof Node.Repeat repeat && repeat.greed() == Node.Greed.POSSESSIVE;

    /** Whether where a search starts changes what matches behind it. */
    static boolean asksForSearchStart(Node root) {
        return contains(root, SEARCH_START) || contains(root, VERB);
    }

    /** Whether a tree can be made a program: nothing in it needs the backtracker. */
    static boolean isRegular(Node root) {
        return !contains(root, IRREGULAR);
    }

    private static boolean contains(Node node, Question question) {
        if (question.asks(node)) {
            return true;
        }
        for (Node child : children(node)) {
            if (contains(child, question)) {
                return true;
            }
        }
        return false;
    }

    private static List<Node> children(Node node) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.parts();
        } else if (node instanceof Node.Choice choice) {
            return choice.options();
        } else if (node instanceof Node.Repeat repeat) {
            return List.of(repeat.body());
        } else if (node instanceof Node.Capture capture) {
            return List.of(capture.body());
        } else if (node instanceof Node.Atomic atomic) {
            return List.of(atomic.body());
        } else if (node instanceof Node.Look look) {
            return List.of(look.body());
        } else if (node instanceof Node.Conditional conditional) {
            return conditional.condition() instanceof Node.Condition.Sees sees
                    ? List.of(sees.look(), conditional.yes(), conditional.no())
                    : List.of(conditional.yes(), conditional.no());
        }
        return List.of();
    }

    private static Facts facts(Node node) {
        if (node instanceof Node.OneByte one) {
            return oneByte(one.set());
        } else if (node instanceof Node.Sequence sequence) {
            return sequence(sequence.parts());
        } else if (node instanceof Node.Choice choice) {
            return choice.options().isEmpty() ? Facts.NEVER : choice(choice.options());
        } else if (node instanceof Node.Repeat repeat) {
            return repeat(repeat);
        } else if (node instanceof Node.Capture capture) {
            return facts(capture.body());
        } else if (node instanceof Node.Empty) {
            return Facts.EMPTY;
        } else if (node instanceof Node.Assertion) {
            return Facts.PLACE;
        }
        return irregular(node);
    }

    private static Facts irregular(Node node) {
        if (node instanceof Node.Atomic atomic) {
            return facts(atomic.body()).imprecise();
        } else if (node instanceof Node.Conditional conditional) {
            Facts no = facts(conditional.no());
            return conditional.condition() instanceof Node.Condition.Never
                    ? no.imprecise()
                    : facts(conditional.yes()).or(no).imprecise();
        } else if (node instanceof Node.Look || node instanceof Node.KeepOut || node instanceof Node.Verb) {
            return Facts.PLACE;
        }
        return Facts.unknown(node instanceof Node.Grapheme ? 1 : 0, Facts.UNBOUNDED);
    }

    private static Facts oneByte(ByteSet set) {
        List<Literal> literals = literals(set);
        if (literals == null) {
            Facts any = Facts.unknown(1, 1);
            return new Facts(1, 1, set, null, false, any.prefixes(), any.suffixes(), any.required());
        }
        return Facts.of(literals, set, 1, 1);
    }

    /** The strings of one byte that make up a set; null where they are many. */
    private static @Nullable List<Literal> literals(ByteSet set) {
        if (set.size() > 2 * MOST_BYTES) {
            return null;
        }
        List<Literal> literals = new ArrayList<>();
        for (int value = set.next(0); value >= 0; value = set.next(value + 1)) {
            boolean both = ByteFrequency.isLetter(value) && set.contains(value ^ ByteSearch.CASE_BIT);
            if (!both || (value & ByteSearch.CASE_BIT) == 0) {
                literals.add(Literal.of(value, both));
            }
        }
        return literals.size() > MOST_BYTES ? null : literals;
    }

    private static Facts sequence(List<Node> parts) {
        Facts all = Facts.EMPTY;
        StringBuilder text = new StringBuilder();
        boolean letters = false;
        boolean caseless = false;
        for (Node part : parts) {
            Literal literal = single(part);
            boolean letter =
                    literal != null && ByteFrequency.isLetter(literal.text().charAt(0));
            if (literal == null || caseless != literal.caseless() && (caseless ? letter : letters)) {
                all = all.then(literal(text, caseless));
                text.setLength(0);
                letters = false;
                caseless = false;
            }
            if (literal == null) {
                all = all.then(facts(part));
            } else {
                text.append(literal.text());
                letters |= letter;
                caseless |= literal.caseless();
            }
        }
        return all.then(literal(text, caseless));
    }

    private static Facts literal(StringBuilder text, boolean caseless) {
        return text.length() == 0 ? Facts.EMPTY : Facts.of(Literal.of(text.toString(), caseless));
    }

    /** The only string that a node matches, if it is a byte, or a letter in both cases. */
    private static @Nullable Literal single(Node node) {
        if (!(node instanceof Node.OneByte one) || one.set().size() > 2) {
            return null;
        }
        int first = one.set().next(0);
        int second = first < 0 ? -1 : one.set().next(first + 1);
        if (second < 0) {
            return first < 0 ? null : Literal.of(first, false);
        }
        return ByteFrequency.isLetter(first) && second == first + ByteSearch.CASE_BIT ? Literal.of(second, true) : null;
    }

    /** In halves: a list of thousands of words is joined in a few steps. */
    private static Facts choice(List<Node> options) {
        int size = options.size();
        return size == 1
                ? facts(options.get(0))
                : choice(options.subList(0, size / 2)).or(choice(options.subList(size / 2, size)));
    }

    private static Facts repeat(Node.Repeat repeat) {
        Facts body = facts(repeat.body());
        int copies = Math.min(repeat.min(), MOST_COPIES);
        Facts all = Facts.EMPTY;
        for (int i = 0; i < copies; i++) {
            all = all.then(body);
        }
        if (repeat.max() == repeat.min() && repeat.min() == copies) {
            return repeat.greed() == Node.Greed.POSSESSIVE ? all.imprecise() : all;
        }
        if (repeat.min() == 0 && repeat.max() == 1) {
            Facts either = repeat.greed() == Node.Greed.LAZY ? Facts.EMPTY.or(body) : body.or(Facts.EMPTY);
            return repeat.greed() == Node.Greed.POSSESSIVE ? either.imprecise() : either;
        }
        return repeated(repeat, body, all);
    }

    /** Of a repetition that is more than the copies looked at. */
    private static Facts repeated(Node.Repeat repeat, Facts body, Facts copies) {
        if (body.isNever()) {
            return repeat.min() > 0 ? Facts.NEVER : Facts.EMPTY;
        }
        int min = Facts.capped((long) body.min() * repeat.min());
        int max = Facts.UNBOUNDED;
        if (body.max() == 0) {
            max = 0;
        } else if (body.max() > 0 && repeat.max() != Node.Repeat.UNBOUNDED) {
            max = Facts.capped((long) body.max() * repeat.max());
        }
        List<Requirement> required = new ArrayList<>(copies.required());
        return new Facts(min, max, body.first(), null, false, copies.prefixes(), copies.suffixes(), required);
    }
}
