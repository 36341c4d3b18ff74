// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads one XML document in one pass, and tells a listener of its elements, attributes and text. Names may have any character above
 * ASCII, and prefixes needn't be declared; all else that XML forbids is told by {@link #isSound}. What doesn't keep the rest from being
 * read (odd characters, a reserved instruction) doesn't end the reading.
 */
final class XmlReader {

    /** Receives what is found. */
    interface Listener {

        void start(Bytes name) throws XmlException;

        void end(Bytes name) throws XmlException;

        /** Whether attributes that declare namespaces are to be told too. */
        default boolean wantsNamespaces() {
            return false;
        }

        /** The name is empty for a value that the document type gives where there is none. */
        void attribute(Bytes name, Bytes value);

        void text(byte[] bytes, int from, int to);

        default void comment(Bytes content) {}

        default void instruction(Bytes target, Bytes content) {}
    }

    private static final int DEEPEST = 256;

    private static final int MOST_ATTRIBUTES = 256;

    /** How deep entities may have entities, and how many bytes all may stand for. */
    private static final int DEEPEST_ENTITY = 20;

    private static final int LONGEST_ENTITIES = 1 << 20;

    private static final byte[] DECLARATION = XmlInput.ascii("<?xml");

    private static final int LONGEST_DECLARATION = 1024;

    /** What stands in a declaration. */
    private static final Pattern DECLARED = Pattern.compile("\\s++version\\s*+=\\s*+([\"'])1\\.[0-9]++\\1"
            + "(?:\\s++encoding\\s*+=\\s*+([\"'])[A-Za-z][A-Za-z0-9._-]*+\\2)?"
            + "(?:\\s++standalone\\s*+=\\s*+([\"'])(?:yes|no)\\3)?\\s*+");

    private static final byte[] DOCTYPE = XmlInput.ascii("<!DOCTYPE");

    private static final byte[] COMMENT = XmlInput.ascii("<!--");

    private static final byte[] DASHES = XmlInput.ascii("--");

    private static final byte[] CDATA = XmlInput.ascii("<![CDATA[");

    private static final byte[] CDATA_END = XmlInput.ascii("]]>");

    private static final byte[] INSTRUCTION_END = XmlInput.ascii("?>");

    private static final byte[] LINE_FEED = {'\n'};

    private static final Bytes RESERVED = Bytes.of("xml");

    private static final Map<Bytes, Bytes> CHARACTERS = Map.of(
            Bytes.of("lt"), Bytes.of("<"),
            Bytes.of("gt"), Bytes.of(">"),
            Bytes.of("amp"), Bytes.of("&"),
            Bytes.of("quot"), Bytes.of("\""),
            Bytes.of("apos"), Bytes.of("'"));

    /** What text stops at: markup, references, what isn't allowed, and line ends that are changed. */
    private static final boolean[] PLAIN = plain();

    private final Listener listener;

    /** What attributes with references are made in. */
    private final ByteSlab made = new ByteSlab(64);

    private final List<Bytes> attributeNames = new ArrayList<>();

    private final Bytes[] open = new Bytes[DEEPEST];

    private final XmlDoctype doctype;

    private final XmlInput document;

    /** The document, or an entity's. */
    private XmlInput input;

    private int depth;

    private int entityDepth;

    private long entityBytes;

    private boolean sound;

    private final boolean namespaces;

    XmlReader(Bytes body, Listener listener) {
        XmlEncoding encoding = XmlEncoding.of(body);
        this.listener = listener;
        this.namespaces = listener.wantsNamespaces();
        this.document = new XmlInput(encoding.document());
        this.input = document;
        this.sound = encoding.sound();
        this.doctype = new XmlDoctype(value -> listener.attribute(Bytes.EMPTY, value));
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[256];
        Arrays.fill(plain, ' ', 256, true);
        plain['\t'] = true;
        plain['\n'] = true;
        plain['<'] = false;
        plain['&'] = false;
        plain[']'] = false;
        return plain;
    }

    /** Whether all that was read is XML. */
    boolean isSound() {
        return sound;
    }

    /** Reads the document as far as it goes. */
    void read() throws XmlException {
        if (input.looksAt(DECLARATION)) {
            declaration();
        }
        boolean root = false;
        boolean type = false;
        input.skipSpace();
        while (!input.atEnd()) {
            if (input.in[input.at] != '<') {
                throw XmlException.MALFORMED;
            }
            byte next = input.ahead(1);
            if (next == '?') {
                instruction();
            } else if (next == '!' && !root && !type && input.ahead(2) == 'D') {
                type = true;
                doctype();
            } else if (next == '!') {
                comment();
            } else if (root) {
                throw XmlException.MALFORMED;
            } else {
                root = true;
                startTag();
                content(0, false);
            }
            input.skipSpace();
        }
        if (!root) {
            throw XmlException.CUT;
        }
    }

    private void doctype() throws XmlException {
        if (!input.looksAt(DOCTYPE)) {
            throw XmlException.MALFORMED;
        }
        input.at += DOCTYPE.length;
        doctype.read(input);
        sound &= doctype.isSound();
    }

    private void declaration() throws XmlException {
        int from = input.at + DECLARATION.length;
        int to = input.skipPast(INSTRUCTION_END);
        boolean fits = to >= from && to - from <= LONGEST_DECLARATION;
        sound &= fits && DECLARED.matcher(Bytes.of(input.in, from, to).text()).matches();
    }

    /** Reads up to the end of the element at a depth, or of an entity, which must have as many ends as starts. */
    private void content(int base, boolean entity) throws XmlException {
        while (entity || depth > base) {
            if (input.atEnd()) {
                if (!entity) {
                    throw XmlException.CUT;
                }
                if (depth != base) {
                    throw XmlException.MALFORMED;
                }
                return;
            }
            byte b = input.in[input.at];
            if (b == '<') {
                markup(base);
            } else if (b == '&') {
                entity();
            } else {
                text();
            }
        }
    }

    private void markup(int base) throws XmlException {
        switch (input.ahead(1)) {
            case '/' -> endTag(base);
            case '?' -> instruction();
            case '!' -> {
                if (input.ahead(2) == '[') {
                    cdata();
                } else {
                    comment();
                }
            }
            default -> startTag();
        }
    }

    private void startTag() throws XmlException {
        input.at++;
        Bytes name = input.name();
        if (depth == DEEPEST) {
            throw XmlException.MALFORMED;
        }
        open[depth++] = name;
        listener.start(name);
        attributeNames.clear();
        while (true) {
            boolean space = input.skipSpace();
            byte b = input.peek();
            if (b == '>') {
                input.at++;
                checkNames();
                return;
            }
            if (b == '/') {
                input.at++;
                input.expect('>');
                checkNames();
                depth--;
                listener.end(name);
                return;
            }
            if (!space) {
                throw XmlException.MALFORMED;
            }
            attribute();
        }
    }

    private void attribute() throws XmlException {
        Bytes name = input.name();
        input.skipSpace();
        input.expect('=');
        input.skipSpace();
        byte quote = input.peek();
        if (quote != '"' && quote != '\'') {
            throw XmlException.MALFORMED;
        }
        if (attributeNames.size() == MOST_ATTRIBUTES) {
            throw XmlException.MALFORMED;
        }
        attributeNames.add(name);
        byte[] in = input.in;
        int from = ++input.at;
        int at = from;
        boolean plain = true;
        while (at < input.end && in[at] != quote && in[at] != '<') {
            plain &= in[at] != '&' && (in[at] >= ' ' || in[at] < 0);
            at++;
        }
        Bytes value = Bytes.of(in, from, at);
        if (namespaces || !isNamespace(name)) {
            listener.attribute(name, plain ? value : normalized(value));
        }
        input.at = at;
        input.expect((char) quote);
    }

    private static boolean isNamespace(Bytes name) {
        int length = name.length();
        return length >= 5
                && name.at(0) == 'x'
                && name.at(1) == 'm'
                && name.at(2) == 'l'
                && name.at(3) == 'n'
                && name.at(4) == 's'
                && (length == 5 || name.at(5) == ':');
    }

    /** An attribute's value with references replaced and white space made spaces. */
    private Bytes normalized(Bytes value) throws XmlException {
        normalize(new XmlInput(value), 0);
        return made.take();
    }

    private void normalize(XmlInput value, int nesting) throws XmlException {
        while (!value.atEnd()) {
            byte b = value.in[value.at++];
            if (b == '&') {
                Bytes entity = reference(value);
                if (entity != null) {
                    bound(entity, nesting);
                    normalize(new XmlInput(entity), nesting + 1);
                }
            } else if (b == '\t' || b == '\n') {
                made.append((byte) ' ');
            } else if (b == '\r') {
                value.at += !value.atEnd() && value.in[value.at] == '\n' ? 1 : 0;
                made.append((byte) ' ');
            } else {
                sound &= b >= ' ' || b < 0;
                made.append(b);
            }
        }
    }

    /**
     * Reads a reference from behind its ampersand. What one character stands for is appended to {@link #made}, and a lone ampersand.
     *
     * @return what an entity that the document declares stands for; null for anything else
     */
    private @Nullable Bytes reference(XmlInput from) {
        int start = from.at;
        try {
            if (from.peek() == '#') {
                from.at++;
                int c = from.characterReference();
                sound &= c >= 0;
                made.appendCodePoint(Math.max(c, 0));
                return null;
            }
            Bytes name = from.name();
            from.expect(';');
            Bytes character = CHARACTERS.get(name);
            if (character != null) {
                made.append(character.array(), character.from(), character.to());
                return null;
            }
            Bytes entity = doctype.entity(name);
            sound &= entity != null;
            return entity;
        } catch (XmlException e) {
            sound &= e == XmlException.CUT && from.in == document.in && from.end == document.end;
            from.at = start;
            made.append((byte) '&');
            return null;
        }
    }

    /** Counts what entities stand for; too much ends the reading. */
    private void bound(Bytes entity, int nesting) throws XmlException {
        entityBytes += entity.length();
        if (nesting == DEEPEST_ENTITY || entityBytes > LONGEST_ENTITIES) {
            throw XmlException.MALFORMED;
        }
    }

    private void entity() throws XmlException {
        input.at++;
        Bytes entity = reference(input);
        if (entity == null) {
            Bytes character = made.take();
            listener.text(character.array(), character.from(), character.to());
            return;
        }
        bound(entity, entityDepth);
        XmlInput around = input;
        input = new XmlInput(entity);
        entityDepth++;
        content(depth, true);
        entityDepth--;
        input = around;
    }

    private void text() {
        byte[] in = input.in;
        int from = input.at;
        int at = from;
        while (at < input.end && PLAIN[in[at] & 0xff]) {
            at++;
        }
        if (at > from) {
            listener.text(in, from, at);
        } else if (in[at] == '\r') {
            listener.text(LINE_FEED, 0, 1);
            at += at + 1 < input.end && in[at + 1] == '\n' ? 2 : 1;
        } else {
            boolean bracket = in[at] == ']';
            sound &= bracket && !(at + 2 < input.end && in[at + 1] == ']' && in[at + 2] == '>');
            listener.text(in, at, at + 1);
            at++;
        }
        input.at = at;
    }

    private void cdata() throws XmlException {
        if (!input.looksAt(CDATA)) {
            throw XmlException.MALFORMED;
        }
        input.at += CDATA.length;
        int from = input.at;
        int to = input.end;
        try {
            to = input.skipPast(CDATA_END);
        } finally {
            int at = from;
            for (int i = from; i < to; i++) {
                if (input.in[i] == '\r') {
                    listener.text(input.in, at, i);
                    if (i + 1 == to || input.in[i + 1] != '\n') {
                        listener.text(LINE_FEED, 0, 1);
                    }
                    at = i + 1;
                }
            }
            listener.text(input.in, at, to);
        }
    }

    private void comment() throws XmlException {
        if (!input.looksAt(COMMENT)) {
            throw XmlException.MALFORMED;
        }
        input.at += COMMENT.length;
        int from = input.at;
        input.skipPast(DASHES);
        while (input.peek() != '>') {
            sound = false;
            input.at--;
            input.skipPast(DASHES);
        }
        listener.comment(Bytes.of(input.in, from, Math.max(from, input.at - DASHES.length)));
        input.at++;
    }

    private void instruction() throws XmlException {
        input.at += 2;
        Bytes target = input.name();
        sound &= !target.equalsIgnoreCase(RESERVED);
        sound &= XmlInput.isSpace(input.peek()) || input.in[input.at] == '?';
        input.skipSpace();
        int from = input.at;
        int to = input.skipPast(INSTRUCTION_END);
        listener.instruction(target, Bytes.of(input.in, from, to));
    }

    private void endTag(int base) throws XmlException {
        input.at += 2;
        Bytes name = input.name();
        input.skipSpace();
        input.expect('>');
        if (depth == base || !name.equals(open[depth - 1])) {
            throw XmlException.MALFORMED;
        }
        depth--;
        listener.end(name);
    }

    private void checkNames() {
        if (attributeNames.size() > 1) {
            attributeNames.sort(XmlDoctype::compare);
            for (int i = 1; i < attributeNames.size(); i++) {
                sound &= !attributeNames.get(i).equals(attributeNames.get(i - 1));
            }
        }
    }
}
