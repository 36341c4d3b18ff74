// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** What the parts of the parser share while they read one pattern. */
final class ParseState {

    static final int CASELESS = 1;

    static final int MULTILINE = 2;

    static final int DOT_ALL = 4;

    static final int EXTENDED = 8;

    static final int UNGREEDY = 16;

    static final int DUPLICATE_NAMES = 32;

    /** {@code (?X)}: an unknown escape is an error. */
    static final int EXTRA = 64;

    /** {@link #width} of what can match texts of different lengths. */
    static final int VARIES = -1;

    /** {@link #width} of what matches a byte of a character. */
    static final int BYTE_OF_UTF = -2;

    final PatternReader reader;

    final PatternOptions options;

    final OpenGroups open = new OpenGroups();

    final Groups groups;

    /** {@code (*UCP)}: the escapes and POSIX classes go by Unicode's properties. */
    final boolean unicode;

    /** {@code (*BSR_ANYCRLF)}: {@code \R} is only CR, LF and CRLF. */
    final boolean narrowNewlines;

    /** The whole tree, once it is read. */
    Node root = Nodes.EMPTY;

    /** Whether there is an atomic group or a possessive quantifier. */
    boolean hasAtomic;

    /** Whether there is a {@code \B}. */
    boolean hasNoWordEdge;

    /** Options that hold here. */
    int flags;

    /** How many characters what was read last matches, or {@link #VARIES}. */
    int width;

    /** Where the first of the alternatives that were read last ends that varies in its width; -1 for none. */
    int varyingEnd;

    /** What is wrong with the whole pattern; empty for nothing. */
    String endError = "";

    /** How many calls of groups have been read. */
    int calls;

    /** Whether a quantifier may follow what was read last. */
    boolean repeatable;

    ParseState(PatternReader reader, PatternOptions options, Groups groups, boolean unicode, boolean narrowNewlines) {
        this.reader = reader;
        this.options = options;
        this.groups = groups;
        this.unicode = unicode;
        this.narrowNewlines = narrowNewlines;
        this.flags = (options.caseless() ? CASELESS : 0)
                | (options.multiline() ? MULTILINE : 0)
                | (options.dotAll() ? DOT_ALL : 0)
                | (options.extended() ? EXTENDED : 0)
                | (options.duplicateNames() ? DUPLICATE_NAMES : 0);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** What {@code $} asks for. */
    Anchor dollar() {
        return has(MULTILINE) ? Anchor.LINE_END : options.dollarEndOnly() ? Anchor.SUBJECT_END : Anchor.LAST_LINE_END;
    }

    boolean utf() {
        return reader.utf();
    }

    /** Sums up widths. */
    static int width(int first, int second) {
        return first < 0 ? first : second < 0 ? second : first + second;
    }

    /**
     * Reports what PCRE sees only when it reads a pattern for the second time, so that what it sees in its first reading is
     * reported instead, wherever it stands.
     */
    void inSecondReading(String reason, int offset) {
        if (groups.isSecondReading()) {
            throw reader.error(reason, offset);
        }
        groups.readAgain();
    }

    /** Reports what PCRE sees only when it has read all of a pattern. */
    void inTheEnd(String reason) {
        groups.readAgain();
        if (endError.isEmpty()) {
            endError = reason;
        }
    }

    /** Whether something can match the empty string, as far as PCRE looks. */
    boolean canBeEmpty(Node node) {
        if (node instanceof Node.OneByte || node instanceof Node.Grapheme) {
            return node == Characters.NEVER;
        } else if (node instanceof Node.Sequence sequence) {
            return sequence.parts().stream().allMatch(this::canBeEmpty);
        } else if (node instanceof Node.Choice choice) {
            return choice.options().stream().anyMatch(this::canBeEmpty);
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.min() == 0 || canBeEmpty(repeat.body());
        } else if (node instanceof Node.Capture capture) {
            return canBeEmpty(capture.body());
        } else if (node instanceof Node.Atomic atomic) {
            return canBeEmpty(atomic.body());
        } else if (node instanceof Node.Conditional conditional) {
            return canBeEmpty(conditional.yes()) || canBeEmpty(conditional.no());
        } else if (node instanceof Node.Recursion recursion) {
            return groups.canBeEmpty(recursion.group());
        }
        return true;
    }
}
