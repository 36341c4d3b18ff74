// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a pattern by PCRE's rules and writes the same pattern by java.util.regex's. */
final class PcreTranslator {

    private static final int MAX_DEPTH = 250;
    private static final int MAX_REPEAT = 65535;
    private static final int MAX_NAME = 32;
    private static final String WORD_BOUNDARY = "(?:(?<=\\w)(?!\\w)|(?<!\\w)(?=\\w))";
    private static final String BEGIN_OF_WORD = "(?<!\\w)";
    private static final String NOT_WORD_BOUNDARY = "(?:(?<=\\w)(?=\\w)|(?<!\\w)(?!\\w))";

    private final PcreSource source;
    private final StringBuilder out = new StringBuilder();
    private final @Nullable PcreTranslation known;
    private final List<Integer> groups = new ArrayList<>(List.of(0));
    private final List<Integer> keepGroups = new ArrayList<>();
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private int javaGroups;
    private boolean extended;
    private boolean ungreedy;
    private boolean caseless;

    /** Whether what was read since the last look-around began can match texts of different lengths. */
    private boolean variableLength;

    /**
     * Prepares a reading.
     *
     * @param known what an earlier reading found out; null in the first reading, which takes every reference as good
     */
    PcreTranslator(String pattern, PatternOptions options, @Nullable PcreTranslation known) {
        this.source = new PcreSource(pattern, options.utf());
        this.known = known;
        this.extended = options.extended();
        this.caseless = options.caseless();
    }

    PcreTranslation translate() {
        alternatives(0);
        if (!source.atEnd()) {
            throw source.error("unmatched parentheses");
        }
        return new PcreTranslation(out.toString(), List.copyOf(groups), Map.copyOf(names), List.copyOf(keepGroups));
    }

    /** Reads until the closing parenthesis of the group or the end. */
    private void alternatives(int depth) {
        if (depth > MAX_DEPTH) {
            throw source.error("parentheses are too deeply nested");
        }
        boolean outerExtended = extended;
        boolean outerUngreedy = ungreedy;
        boolean outerCaseless = caseless;
        boolean repeatable = false;
        while (!source.atEnd() && source.peek() != ')') {
            char c = source.peek();
            if (c == '|') {
                out.append('|');
                source.at++;
                repeatable = false;
            } else if (extended && skipsWhenExtended(c)) {
                continue;
            } else if (isQuantifier(c)) {
                quantifier(repeatable);
                repeatable = false;
            } else {
                repeatable = item(c, repeatable, depth);
            }
        }
        extended = outerExtended;
        ungreedy = outerUngreedy;
        caseless = outerCaseless;
    }

    private boolean skipsWhenExtended(char c) {
        if (c == '#') {
            int end = source.indexOf("\n", source.at);
            source.at = end < 0 ? source.length() : end + 1;
            return true;
        }
        if (c == ' ' || c >= '\t' && c <= '\r') {
            source.at++;
            return true;
        }
        return false;
    }

    private boolean isQuantifier(char c) {
        if (c != '{') {
            return c == '*' || c == '+' || c == '?';
        }
        int i = 1;
        while (isDigit(source.peek(i))) {
            i++;
        }
        if (i == 1) {
            return false;
        }
        if (source.peek(i) == ',') {
            i++;
            while (isDigit(source.peek(i))) {
                i++;
            }
        }
        return source.peek(i) == '}';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private void quantifier(boolean repeatable) {
        int start = source.at;
        if (source.peek() == '{') {
            source.at++;
            int least = repeatCount();
            if (source.peek() == ',') {
                source.at++;
                if (source.peek() == '}' || repeatCount(least) != least) {
                    variableLength = true;
                }
            }
        } else {
            variableLength = true;
        }
        if (!repeatable) {
            throw source.error("nothing to repeat");
        }
        source.at++;
        out.append(source.substring(start, source.at));
        if (source.peek() == '+') {
            out.append('+');
            source.at++;
        } else if (source.peek() == '?') {
            out.append(ungreedy ? "" : "?");
            source.at++;
        } else if (ungreedy) {
            out.append('?');
        }
    }

    private int repeatCount(int least) {
        int most = repeatCount();
        if (most < least) {
            throw source.error("numbers out of order in {} quantifier");
        }
        return most;
    }

    private int repeatCount() {
        int count = 0;
        while (isDigit(source.peek())) {
            count = count * 10 + source.peek() - '0';
            source.at++;
            if (count > MAX_REPEAT) {
                throw source.error("number too big in {} quantifier");
            }
        }
        return count;
    }

    /** Translates what stands here; returns whether a quantifier may follow. */
    private boolean item(char c, boolean repeatable, int depth) {
        switch (c) {
            case '[':
                if (isPosixOutsideClass()) {
                    throw source.error("POSIX named classes are supported only within a class");
                }
                new PcreClass(source, out, caseless).translate();
                return true;
            case '(':
                return group(repeatable, depth);
            case '\\':
                source.at++;
                return escape(repeatable);
            case '^', '$':
                out.append(c);
                source.at++;
                return false;
            case '.':
                out.append('.');
                source.at++;
                return true;
            default:
                PcreSource.literal(out, source.nextCodePoint());
                return true;
        }
    }

    private boolean isPosixOutsideClass() {
        char kind = source.peek(1);
        return (kind == ':' || kind == '.' || kind == '=') && PcreClass.posixEnd(source) >= 0;
    }

    private boolean escape(boolean repeatable) {
        if (source.atEnd()) {
            throw source.error("\\ at end of pattern");
        }
        char c = source.peek();
        switch (c) {
            case 'Q':
                return quoted(repeatable);
            case 'E':
                source.at++;
                return repeatable;
            case 'b', 'B', 'A', 'z', 'Z', 'G':
                source.at++;
                out.append(c == 'b' ? wordBoundary() : c == 'B' ? NOT_WORD_BOUNDARY : "\\" + c);
                return false;
            case 'K':
                source.at++;
                out.append("()");
                keepGroups.add(++javaGroups);
                return false;
            default:
                set(c);
                return true;
        }
    }

    private String wordBoundary() {
        return !extended && !source.utf() && WordStart.follows(source) ? BEGIN_OF_WORD : WORD_BOUNDARY;
    }

    /** An escape that a quantifier may follow: a set, a reference or a character. */
    private void set(char c) {
        switch (c) {
            case 'd', 'D', 'w', 'W', 's', 'S', 'h', 'H', 'v', 'V' -> {
                source.at++;
                out.append('\\').append(c);
            }
            case 'N' -> {
                source.at++;
                out.append("[^\\n]");
            }
            case 'R' -> {
                source.at++;
                out.append(source.utf() ? "(?>\\r\\n|[\\n-\\r\\x85\\x{2028}\\x{2029}])" : "(?>\\r\\n|[\\n-\\r\\x85])");
            }
            case 'C' -> {
                if (source.utf()) {
                    throw source.error("\\C is not supported in UTF-8 mode");
                }
                source.at++;
                out.append("(?s:.)");
            }
            case 'X' -> {
                source.at++;
                out.append("(?>\\P{M}\\p{M}*)");
            }
            case 'p', 'P' -> {
                source.at++;
                out.append(source.property(c == 'P'));
            }
            case 'g', 'k' -> {
                source.at++;
                namedReference(c);
            }
            case '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numbered();
            default -> PcreSource.literal(out, source.charEscape());
        }
    }

    private boolean quoted(boolean repeatable) {
        source.at++;
        int end = source.indexOf("\\E", source.at);
        int stop = end < 0 ? source.length() : end;
        boolean any = source.at < stop;
        while (source.at < stop) {
            PcreSource.literal(out, source.nextCodePoint());
        }
        if (end >= 0) {
            source.at = end + 2;
        }
        return any || repeatable;
    }

    /** A back reference if there are so many groups or the number has one digit; else an octal character. */
    private void numbered() {
        int digits = 0;
        int number = 0;
        while (isDigit(source.peek(digits)) && number < 100_000) {
            number = number * 10 + source.peek(digits) - '0';
            digits++;
        }
        int count = known == null ? groups.size() - 1 : known.groupCount();
        if (number < 10 && source.peek() < '8' || number <= count) {
            source.at += digits;
            reference(number, source.length());
        } else {
            PcreSource.literal(out, source.charEscape());
        }
    }

    private void reference(int number, int errorOffset) {
        if (known == null) {
            return;
        }
        if (number < 1 || number > known.groupCount()) {
            throw source.error("reference to non-existent subpattern", errorOffset);
        }
        out.append("(?:\\").append(known.javaGroup(number)).append(')');
    }

    private void namedReference(char kind) {
        char open = source.peek();
        char close = open == '{' ? '}' : open == '<' ? '>' : open == '\'' ? '\'' : '\0';
        if (kind == 'g' && (open == '<' || open == '\'')) {
            throw unsupported("subroutine calls");
        }
        if (close == '\0') {
            if (kind == 'k') {
                throw source.error("\\k is not followed by a braced, angle-bracketed, or quoted name", source.at);
            }
            relative(bareNumber());
            return;
        }
        int end = source.indexOf(String.valueOf(close), source.at + 1);
        if (end < 0) {
            throw source.error("syntax error in subpattern name (missing terminator)", source.length());
        }
        String name = source.substring(source.at + 1, end);
        source.at = end;
        if (kind == 'g' && name.matches("[+-]?[0-9]{1,6}")) {
            source.at++;
            relative(name);
        } else {
            reference(name);
            source.at++;
        }
    }

    private String bareNumber() {
        int start = source.at;
        if (source.peek() == '-' || source.peek() == '+') {
            source.at++;
        }
        int digits = source.at;
        while (isDigit(source.peek()) && source.at < digits + 6) {
            source.at++;
        }
        if (digits == source.at) {
            throw source.error("a numbered reference must not be zero", source.at);
        }
        return source.substring(start, source.at);
    }

    private void relative(String number) {
        int n = Integer.parseInt(number);
        int last = groups.size() - 1;
        reference(number.startsWith("-") ? last + 1 + n : number.startsWith("+") ? last + n : n, source.length());
    }

    private void reference(String name) {
        if (known == null) {
            return;
        }
        Integer number = known.names().get(name);
        if (number == null) {
            throw source.error("reference to non-existent subpattern");
        }
        reference(number, source.at);
    }

    private PatternSyntaxException unsupported(String what) {
        return source.error(what + " are not supported");
    }

    /** A parenthesis of whatever kind; returns whether a quantifier may follow. */
    private boolean group(boolean repeatable, int depth) {
        source.at++;
        if (source.peek() == '*' && (Character.isUpperCase(source.peek(1)) || source.peek(1) == ':')) {
            verb();
            return false;
        }
        if (source.peek() != '?') {
            capture(null, depth);
            return true;
        }
        source.at++;
        switch (source.peek()) {
            case '#':
                comment();
                return repeatable;
            case ':', '>':
                out.append("(?").append(source.peek());
                source.at++;
                content(depth);
                return true;
            case '=', '!':
                out.append("(?").append(source.peek());
                source.at++;
                lookAround(depth, false);
                return true;
            case '<':
                lookBehindOrName(depth);
                return true;
            case '\'':
                capture(name('\''), depth);
                return true;
            case 'P':
                python(depth);
                return true;
            case '|':
                throw unsupported("branch reset groups");
            case '(':
                throw unsupported("conditional groups");
            case 'R', '&', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
                throw unsupported("recursion and subroutine calls");
            default:
                return flags(depth);
        }
    }

    private void verb() {
        int end = source.indexOf(")", source.at);
        String verb = end < 0 ? "" : source.substring(source.at, end);
        if (!verb.equals("*FAIL") && !verb.equals("*F")) {
            throw unsupported("backtracking control verbs");
        }
        out.append("(?!)");
        source.at = end + 1;
    }

    private void comment() {
        int end = source.indexOf(")", source.at);
        if (end < 0) {
            throw source.error("missing ) after comment", source.length());
        }
        source.at = end + 1;
    }

    private void lookBehindOrName(int depth) {
        char next = source.peek(1);
        if (next == '=' || next == '!') {
            out.append("(?<").append(next);
            source.at += 2;
            lookAround(depth, true);
        } else if (Character.isLetterOrDigit(next) && next < 0x80 || next == '_') {
            capture(name('>'), depth);
        } else {
            throw source.error("unrecognized character after (?<", source.at + 1);
        }
    }

    private void python(int depth) {
        source.at++;
        switch (source.peek()) {
            case '<':
                capture(name('>'), depth);
                return;
            case '=':
                int end = source.indexOf(")", source.at);
                if (end < 0) {
                    throw source.error("syntax error in subpattern name (missing terminator)", source.length());
                }
                String name = source.substring(source.at + 1, end);
                source.at = end;
                reference(name);
                source.at++;
                return;
            case '>':
                throw unsupported("recursion and subroutine calls");
            default:
                throw source.error("unrecognized character after (?P");
        }
    }

    /** Reads a group's name, from its opening sign to its closing one, and gives it to the next group. */
    private String name(char close) {
        source.at++;
        int start = source.at;
        if (isDigit(source.peek())) {
            throw source.error("group name must start with a non-digit");
        }
        while (!source.atEnd() && isNamePart(source.peek())) {
            source.at++;
        }
        if (source.at - start > MAX_NAME) {
            throw source.error("subpattern name is too long (maximum 32 characters)", source.length());
        }
        if (source.peek() != close) {
            throw source.error("syntax error in subpattern name (missing terminator)");
        }
        String name = source.substring(start, source.at);
        if (names.containsKey(name)) {
            throw source.error("two named subpatterns have the same name");
        }
        source.at++;
        return name;
    }

    private static boolean isNamePart(char c) {
        return c == '_' || c < 0x80 && Character.isLetterOrDigit(c);
    }

    private void capture(@Nullable String name, int depth) {
        if (name != null) {
            names.put(name, groups.size());
        }
        groups.add(++javaGroups);
        out.append('(');
        content(depth);
    }

    private void lookAround(int depth, boolean behind) {
        boolean outer = variableLength;
        variableLength = false;
        content(depth);
        if (behind && variableLength) {
            throw source.error("lookbehind assertion is not fixed length", source.at - 1);
        }
        variableLength = outer;
    }

    /** The rest of a group, its closing parenthesis included. */
    private void content(int depth) {
        alternatives(depth + 1);
        if (source.atEnd()) {
            throw source.error("missing )");
        }
        source.at++;
        out.append(')');
    }

    /** {@code (?i-s)} for the rest of the enclosing group, or {@code (?i-s:...)}. */
    private boolean flags(int depth) {
        boolean outerExtended = extended;
        boolean outerUngreedy = ungreedy;
        boolean outerCaseless = caseless;
        StringBuilder java = new StringBuilder();
        boolean on = true;
        while (source.peek() != ')' && source.peek() != ':' || source.atEnd()) {
            char flag = source.peek();
            switch (flag) {
                case '-' -> {
                    if (!on) {
                        throw source.error("unrecognized character after (? or (?-");
                    }
                    on = false;
                    java.append('-');
                }
                case 'i' -> {
                    caseless = on;
                    java.append('i');
                }
                case 'm', 's' -> java.append(flag);
                case 'x' -> extended = on;
                case 'U' -> ungreedy = on;
                case 'J' -> throw unsupported("duplicate names");
                default -> throw source.error("unrecognized character after (? or (?-");
            }
            source.at++;
        }
        String flags = java.toString().replaceFirst("-$", "");
        if (source.peek() == ')') {
            source.at++;
            out.append(flags.isEmpty() ? "" : "(?" + flags + ")");
            return false;
        }
        source.at++;
        out.append("(?").append(flags).append(':');
        content(depth);
        extended = outerExtended;
        ungreedy = outerUngreedy;
        caseless = outerCaseless;
        return true;
    }
}
