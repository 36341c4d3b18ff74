// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Escapes and POSIX names that stand for sets of characters. */
final class SetEscapes {

    private static final String LETTERS = "dDwWsShHvVpP";

    private static final int MAX_NAME = 31;

    private final ParseState state;
    private final PatternReader reader;

    SetEscapes(ParseState state) {
        this.state = state;
        this.reader = state.reader;
    }

    boolean isSet(char letter) {
        return LETTERS.indexOf(letter) >= 0;
    }

    /** Adds what an escape stands for; of a property, its name is read. */
    void add(CodePoints set, char letter) {
        boolean negated = letter < 'a';
        switch (letter | 0x20) {
            case 'd' -> add(set, PosixClasses.DIGIT, "Nd", negated);
            case 'w' -> add(set, Anchor.WORD, "Xwd", negated);
            case 's' -> add(set, PosixClasses.SPACE, "Xsp", negated);
            case 'h' -> add(set, PosixClasses.HORIZONTAL_RANGES, negated);
            case 'v' -> add(set, PosixClasses.VERTICAL_RANGES, negated);
            default -> property(set, negated);
        }
    }

    private void add(CodePoints set, ByteSet bytes, String property, boolean negated) {
        if (state.unicode) {
            add(set, property(property), negated);
        } else {
            add(set, bytes, negated);
        }
    }

    private void add(CodePoints set, ByteSet bytes, boolean negated) {
        if (!negated) {
            set.add(bytes);
        } else {
            set.add(bytes.not());
            if (state.utf()) {
                set.add(256, CodePoints.MAX);
            }
        }
    }

    private static void add(CodePoints set, int[] ranges, boolean negated) {
        if (negated) {
            set.addAllBut(ranges);
        } else {
            set.add(ranges);
        }
    }

    private int[] property(String name) {
        int[] ranges = UnicodeProperties.named(name);
        if (ranges == null) {
            throw reader.error("unknown property name after \\P or \\p", reader.at - 1);
        }
        return ranges;
    }

    private void property(CodePoints set, boolean negated) {
        if (reader.atEnd()) {
            throw reader.error("malformed \\P or \\p sequence");
        }
        boolean inverted = false;
        String name;
        if (reader.skip('{')) {
            inverted = reader.skip('^');
            int end = reader.indexOf('}');
            if (end < 0 || end >= reader.at + MAX_NAME) {
                throw reader.error("malformed \\P or \\p sequence", reader.at + MAX_NAME - 1);
            }
            name = reader.substring(reader.at, end);
            reader.at = end + 1;
        } else {
            name = reader.substring(reader.at, ++reader.at);
        }
        add(set, property(name), negated != inverted);
    }

    /** Adds a POSIX class; false for an unknown name. */
    boolean addPosix(CodePoints set, String name, boolean negated) {
        boolean caseless = state.has(ParseState.CASELESS);
        ByteSet bytes = PosixClasses.named(name, caseless);
        if (bytes == null) {
            return false;
        }
        String property = state.unicode ? unicode(name, caseless) : "";
        if (property.equals("h")) {
            add(set, PosixClasses.HORIZONTAL_RANGES, negated);
        } else if (!property.isEmpty()) {
            add(set, property(property), negated);
        } else {
            add(set, bytes, negated);
        }
        return true;
    }

    /** The property that a POSIX class stands for with {@code (*UCP)}, h for {@code \h}; empty for none. */
    private static String unicode(String name, boolean caseless) {
        return switch (name) {
            case "alpha" -> "L";
            case "lower" -> caseless ? "L" : "Ll";
            case "upper" -> caseless ? "L" : "Lu";
            case "alnum" -> "Xan";
            case "space" -> "Xps";
            case "digit" -> "Nd";
            case "word" -> "Xwd";
            case "blank" -> "h";
            case "graph" -> UnicodeProperties.GRAPH;
            case "print" -> UnicodeProperties.PRINT;
            case "punct" -> UnicodeProperties.PUNCT;
            default -> "";
        };
    }
}
