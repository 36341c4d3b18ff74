// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * What a deterministic automaton reads, and what its anchors see of it. A symbol is a class of bytes, or tells of the end of
 * what is read: left to right, of the subject's end, after a symbol of its own for the newline that ends it; right to left,
 * what is to the left of where the search starts, by its kind. A state knows the kind of what was read before it, so that
 * with the next symbol each anchor is decided. Kinds that no anchor of the program tells apart are one. Immutable.
 */
final class Symbols {

    /** Nothing: the subject begins or ends. */
    static final int EDGE = 0;

    static final int OTHER = 1;

    static final int NEWLINE = 2;

    static final int WORD = 3;

    /** A newline that is the subject's last byte, to the right of a place. */
    static final int FINAL_NEWLINE = 4;

    /** Beside the kind of a state: the search starts here. */
    private static final int SEARCH_START = 8;

    /** How many kinds of states there can be. */
    static final int KINDS = 16;

    /** The symbol of each byte. */
    final byte[] classOf;

    private final int[] members;

    private final boolean backward;

    private final int anchors;

    /** Each kind, as far as anchors tell it apart on their left. */
    private final byte[] left = {OTHER, OTHER, OTHER, OTHER};

    /** Each kind, as far as anchors tell it apart on their right. */
    private final byte[] right = {OTHER, OTHER, OTHER, OTHER, OTHER};

    /**
     * Finds the symbols of a program.
     *
     * @param backward whether it reads from right to left
     */
    Symbols(Program program, boolean backward) {
        this.backward = backward;
        anchors = anchors(program);
        List<ByteSet> sets = new ArrayList<>(List.of(program.sets));
        if (asks(Anchor.LINE_START, Anchor.LINE_END, Anchor.LAST_LINE_END)) {
            sets.add(ByteSet.of('\n'));
        }
        if (asks(Anchor.WORD_EDGE, Anchor.NO_WORD_EDGE)) {
            sets.add(Anchor.WORD);
            left[WORD] = WORD;
            right[WORD] = WORD;
        }
        if (asks(Anchor.SUBJECT_START, Anchor.LINE_START)) {
            left[EDGE] = EDGE;
        }
        if (asks(Anchor.LINE_START)) {
            left[NEWLINE] = NEWLINE;
        }
        if (asks(Anchor.LINE_START, Anchor.SUBJECT_END, Anchor.LAST_LINE_END, Anchor.LINE_END)) {
            right[EDGE] = EDGE;
        }
        if (asks(Anchor.LINE_END)) {
            right[NEWLINE] = NEWLINE;
            right[FINAL_NEWLINE] = NEWLINE;
        }
        if (asks(Anchor.LAST_LINE_END)) {
            right[FINAL_NEWLINE] = FINAL_NEWLINE;
        }
        ByteClasses classes = ByteClasses.of(sets);
        classOf = classes.classOf;
        members = classes.members;
    }

    private static int anchors(Program program) {
        int anchors = 0;
        for (int pc = 0; pc < program.size(); pc++) {
            if (program.op[pc] == Program.ASSERT) {
                anchors |= 1 << program.arg[pc];
            }
        }
        return anchors;
    }

    private boolean asks(Anchor... some) {
        for (Anchor anchor : some) {
            if ((anchors >> anchor.ordinal() & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** How many symbols are classes of bytes; these come first. */
    int classes() {
        return members.length;
    }

    /** How many symbols there are. */
    int count() {
        return members.length + (backward ? FINAL_NEWLINE : 2);
    }

    /** Left to right: whether a newline that ends the subject is read as {@link #finalNewline}. */
    boolean tellsFinalNewline() {
        return right[FINAL_NEWLINE] == FINAL_NEWLINE;
    }

    /** Left to right: the symbol of the newline that ends a subject. */
    int finalNewline() {
        return members.length;
    }

    /** Left to right: the symbol of a subject's end. */
    int end() {
        return members.length + 1;
    }

    /** Right to left: the symbol of where the search starts. */
    int from(byte[] bytes, int begin, int from) {
        return members.length + left[from == begin ? EDGE : kindOf(bytes[from - 1] & 0xff)];
    }

    /** How often a class of bytes is met, as {@link ByteRun#rate} tells. */
    float rate(int symbol) {
        float rate = 0;
        for (int value = 0; value < 256; value++) {
            if ((classOf[value] & 0xff) == symbol) {
                rate += ByteRun.rate(value);
            }
        }
        return rate;
    }

    /** A byte that a symbol stands for; -1 for one that isn't read. */
    int member(int symbol) {
        if (symbol < members.length) {
            return members[symbol];
        }
        return !backward && symbol == finalNewline() ? '\n' : -1;
    }

    /** Left to right: the kind of the state a search starts in. */
    int startKind(byte[] bytes, int begin, int from) {
        int kind = left[from == begin ? EDGE : kindOf(bytes[from - 1] & 0xff)];
        return (anchors >> Anchor.SEARCH_START.ordinal() & 1) != 0 ? kind | SEARCH_START : kind;
    }

    /** Right to left: the kind of the state a search starts in. */
    int startKindBackward(byte[] bytes, int end, int at) {
        if (at == end) {
            return right[EDGE];
        }
        int kind = kindOf(bytes[at] & 0xff);
        return right[kind == NEWLINE && at == end - 1 ? FINAL_NEWLINE : kind];
    }

    /** The kind of a state that is reached by a symbol from one of some kind. */
    int kindAfter(int before, int symbol) {
        int kind = kindOf(member(symbol));
        if (!backward) {
            return left[kind];
        }
        return right[before == EDGE && kind == NEWLINE ? FINAL_NEWLINE : kind];
    }

    /** What remains of the kind of a state that no anchor looks back from. */
    int closed(int kind) {
        return backward && kind == EDGE && right[FINAL_NEWLINE] == FINAL_NEWLINE ? EDGE : OTHER;
    }

    /** The anchors that hold between the place of a state and a symbol, a bit for each. */
    int holding(int kind, int symbol) {
        if (anchors == 0) {
            return 0;
        }
        int seen = kind & ~SEARCH_START;
        int member = member(symbol);
        if (backward) {
            return holding(member < 0 ? symbol - members.length : kindOf(member), seen, member < 0);
        }
        int right = member < 0 ? EDGE : symbol == finalNewline() ? FINAL_NEWLINE : kindOf(member);
        return holding(seen, right, kind != seen);
    }

    private static int holding(int left, int right, boolean searchStart) {
        boolean subjectEnd = right == EDGE;
        boolean lastLineEnd = subjectEnd || right == FINAL_NEWLINE;
        boolean edge = left == WORD != (right == WORD);
        return bit(Anchor.SUBJECT_START, left == EDGE)
                | bit(Anchor.SEARCH_START, searchStart)
                | bit(Anchor.LINE_START, left == EDGE || left == NEWLINE && !subjectEnd)
                | bit(Anchor.SUBJECT_END, subjectEnd)
                | bit(Anchor.LAST_LINE_END, lastLineEnd)
                | bit(Anchor.LINE_END, lastLineEnd || right == NEWLINE)
                | bit(Anchor.WORD_EDGE, edge)
                | bit(Anchor.NO_WORD_EDGE, !edge);
    }

    private static int bit(Anchor anchor, boolean holds) {
        return holds ? 1 << anchor.ordinal() : 0;
    }

    private static int kindOf(int value) {
        if (value == '\n') {
            return NEWLINE;
        }
        return Anchor.WORD.contains(value) ? WORD : OTHER;
    }
}
