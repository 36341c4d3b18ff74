// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document in one pass, without recursion, and adds its scalars to a sink. The errors' texts are those of the
 * parser that ModSecurity uses.
 */
final class JsonReader {

    private static final byte[] TRUE = "true".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] FALSE = "false".getBytes(StandardCharsets.ISO_8859_1);

    private static final byte[] NULL = "null".getBytes(StandardCharsets.ISO_8859_1);

    private static final Bytes TRUE_VALUE = Bytes.of(TRUE);

    private static final Bytes FALSE_VALUE = Bytes.of(FALSE);

    private static final String UNALLOWED = "parse error: unallowed token at this point in JSON text";

    /** How long all names may be: this, and as often the body; a short body can have many scalars at the end of a long path. */
    private static final long NAMES_AT_LEAST = 1 << 20;

    private static final long NAMES_FACTOR = 32;

    private final byte[] in;

    private final int end;

    private final BodyLimits limits;

    private final BodySink sink;

    private final JsonPath path = new JsonPath();

    private final ByteSlab names;

    private final JsonString strings;

    private final long namesLimit;

    private int at;

    private int arguments;

    /** Whether the container was entered just now: no comma before what follows. */
    private boolean fresh;

    private boolean stopped;

    /** Whether the end came before the document's. */
    private boolean cut;

    private @Nullable String error;

    JsonReader(Bytes body, BodyLimits limits, BodySink sink) {
        this.in = body.array();
        this.at = body.from();
        this.end = body.to();
        this.limits = limits;
        this.sink = sink;
        this.names = new ByteSlab(body.length());
        this.strings = new JsonString(in, end);
        this.namesLimit = NAMES_AT_LEAST + NAMES_FACTOR * body.length();
    }

    /**
     * Reads it all.
     *
     * @param whole whether an end before the document's is an error
     * @return what is wrong with it; null if nothing is
     */
    @Nullable String read(boolean whole) {
        boolean mark = end - at >= 3 && in[at] == (byte) 0xef && in[at + 1] == (byte) 0xbb && in[at + 2] == (byte) 0xbf;
        if (mark) {
            at += 3;
        }
        if (more()) {
            value();
        }
        while (!stopped && path.depth() > 0) {
            next();
        }
        if (!stopped) {
            trailing();
        }
        if (mark) {
            return "lexical error: invalid char in json text.";
        }
        if (strings.error() != null) {
            return strings.error();
        }
        return cut && whole ? "parse error: premature EOF" : error;
    }

    /** Goes on in a container: to its next element, or out of it. */
    private void next() {
        if (!more()) {
            return;
        }
        boolean array = path.inArray();
        byte b = in[at];
        if (b == (array ? ']' : '}')) {
            at++;
            path.leave();
            fresh = false;
            return;
        }
        if (!fresh) {
            if (b != ',') {
                stop(
                        array
                                ? "parse error: after array element, I expect ',' or ']'"
                                : "parse error: after key and value, inside map, I expect ',' or '}'");
                return;
            }
            at++;
            if (!more()) {
                return;
            }
        }
        fresh = false;
        if (array) {
            path.element();
            value();
        } else if (key()) {
            value();
        }
    }

    /** Reads a member's name and the colon; whether a value follows. */
    private boolean key() {
        if (in[at] != '"') {
            stop("parse error: invalid object key (must be a string)");
            return false;
        }
        int after = strings.read(at + 1);
        if (after < 0) {
            cut();
            return false;
        }
        path.key();
        strings.moveTo(path);
        path.keyEnd();
        at = after;
        if (!more()) {
            return false;
        }
        if (in[at] != ':') {
            stop("parse error: object key and value must be separated by a colon (':')");
            return false;
        }
        at++;
        return more();
    }

    private void value() {
        byte b = in[at];
        switch (b) {
            case '"' -> string();
            case '{', '[' -> enter(b == '[');
            case 't' -> literal(TRUE, TRUE_VALUE);
            case 'f' -> literal(FALSE, FALSE_VALUE);
            case 'n' -> literal(NULL, Bytes.EMPTY);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
            case '}', ']', ',', ':' -> stop(UNALLOWED);
            case '/' -> stop("lexical error: probable comment found in input text, comments are not enabled.");
            default -> stop("lexical error: invalid char in json text.");
        }
    }

    private void enter(boolean array) {
        at++;
        path.enter(array);
        fresh = true;
        if (path.depth() > limits.jsonDepth()) {
            stop("parsing depth limit exceeded");
        }
    }

    private void string() {
        int after = strings.read(at + 1);
        add(strings.value());
        if (after < 0) {
            cut();
        } else {
            at = after;
        }
    }

    private void literal(byte[] literal, Bytes value) {
        for (int i = 1; i < literal.length; i++) {
            if (at + i == end) {
                cut();
                return;
            }
            if (in[at + i] != literal[i]) {
                stop("lexical error: invalid string in json text.");
                return;
            }
        }
        at += literal.length;
        add(value);
    }

    private void number() {
        int from = at;
        if (in[at] == '-') {
            at++;
        }
        if (at < end && in[at] == '0') {
            at++;
        } else if (!digits("minus sign")) {
            return;
        }
        if (at < end && in[at] == '.') {
            at++;
            if (!digits("decimal point")) {
                return;
            }
        }
        if (at < end && (in[at] == 'e' || in[at] == 'E')) {
            at++;
            if (at < end && (in[at] == '+' || in[at] == '-')) {
                at++;
            }
            if (!digits("exponent")) {
                return;
            }
        }
        add(Bytes.of(in, from, at));
    }

    private boolean digits(String behind) {
        int from = at;
        while (at < end && in[at] >= '0' && in[at] <= '9') {
            at++;
        }
        if (at > from) {
            return true;
        }
        if (at == end) {
            cut();
        } else {
            stop("lexical error: malformed number, a digit is required after the " + behind + ".");
        }
        return false;
    }

    private void add(Bytes value) {
        if (arguments == limits.arguments()) {
            stop("More than " + limits.arguments() + " JSON keys");
            return;
        }
        arguments++;
        names.append(path.name(), 0, path.length());
        sink.add(BodySink.Part.DOCUMENT_ARGUMENT, names.take(), value);
        if (names.taken() > namesLimit) {
            stop("names too long");
        }
    }

    private void trailing() {
        while (at < end && isSpace(in[at])) {
            at++;
        }
        if (at < end) {
            stop("parse error: trailing garbage");
        }
    }

    /** Steps over white space; at the end it stops. */
    private boolean more() {
        while (at < end && isSpace(in[at])) {
            at++;
        }
        if (at < end) {
            return true;
        }
        cut();
        return false;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= 9 && b <= 13;
    }

    private void cut() {
        cut = true;
        stopped = true;
    }

    private void stop(String message) {
        if (!stopped) {
            stopped = true;
            error = message;
        }
    }
}
