// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** Reads {@code (*VERB)} and {@code (*VERB:name)}. */
final class VerbReader {

    private static final int MAX_NAME = 255;

    private final ParseState state;
    private final PatternReader reader;

    VerbReader(ParseState state) {
        this.state = state;
        this.reader = state.reader;
    }

    /** Whether a verb opens here, of which the parenthesis has been read. */
    static boolean isHere(PatternReader reader) {
        return reader.peek() == '*' && (reader.peek(1) == ':' || isLetter(reader.peek(1)));
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    Node read() {
        int start = ++reader.at;
        while (isLetter(reader.peek())) {
            reader.at++;
        }
        String verb = reader.substring(start, reader.at);
        String name = "";
        if (reader.skip(':')) {
            int from = reader.at;
            int end = reader.indexOf(')');
            reader.at = end < 0 ? reader.length() : end;
            name = reader.substring(from, reader.at);
            if (name.length() > MAX_NAME) {
                throw reader.error("name is too long in (*MARK), (*PRUNE), (*SKIP), or (*THEN)");
            }
        }
        if (reader.peek() != ')') {
            throw malformed();
        }
        Node node = node(verb, name);
        reader.at++;
        state.width = 0;
        state.repeatable = false;
        return node;
    }

    private PatternSyntaxException malformed() {
        return reader.error("(*VERB) not recognized or malformed");
    }

    private Node node(String verb, String name) {
        switch (verb) {
            case "", "MARK":
                if (name.isEmpty()) {
                    throw reader.error("(*MARK) must have an argument");
                }
                return new Node.Verb(Node.Verb.Kind.MARK, name);
            case "PRUNE":
                return new Node.Verb(Node.Verb.Kind.PRUNE, name);
            case "SKIP":
                return new Node.Verb(Node.Verb.Kind.SKIP, name);
            case "THEN":
                return new Node.Verb(Node.Verb.Kind.THEN, name);
            case "ACCEPT", "COMMIT", "F", "FAIL":
                if (!name.isEmpty()) {
                    throw reader.error("an argument is not allowed for (*ACCEPT), (*FAIL), or (*COMMIT)");
                }
                return verb.startsWith("F")
                        ? Characters.NEVER
                        : new Node.Verb(verb.equals("ACCEPT") ? Node.Verb.Kind.ACCEPT : Node.Verb.Kind.COMMIT, "");
            default:
                throw malformed();
        }
    }
}
