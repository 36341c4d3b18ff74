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

    final PatternReader reader;

    final PatternOptions options;

    final Groups groups;

    /** {@code (*UCP)}: the escapes and POSIX classes go by Unicode's properties. */
    final boolean unicode;

    /** {@code (*BSR_ANYCRLF)}: {@code \R} is only CR, LF and CRLF. */
    final boolean narrowNewlines;

    /** The whole tree, once it is read. */
    Node root = Nodes.EMPTY;

    /** Options that hold here. */
    int flags;

    /** How many characters what was read last matches, or {@link #VARIES}. */
    int width;

    /** Whether one of the alternatives that were read last varies in its width. */
    boolean branchVaries;

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

    boolean utf() {
        return reader.utf();
    }
}
