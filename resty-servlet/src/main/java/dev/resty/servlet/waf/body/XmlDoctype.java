// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A document type and the entities that it declares itself. What it names outside the document isn't read: such entities are empty.
 * Parameter entities aren't replaced, so that what they would declare doesn't exist, and a reference to it is an error.
 */
final class XmlDoctype {

    private static final byte[] DECLARATION = XmlInput.ascii("<!");

    private static final byte[] ENTITY = XmlInput.ascii("<!ENTITY");

    private static final byte[] ATTLIST = XmlInput.ascii("<!ATTLIST");

    private static final byte[] ELEMENT = XmlInput.ascii("<!ELEMENT");

    private static final byte[] NOTATION = XmlInput.ascii("<!NOTATION");

    private static final Bytes SYSTEM = Bytes.of("SYSTEM");

    private static final Bytes PUBLIC = Bytes.of("PUBLIC");

    private static final Bytes NDATA = Bytes.of("NDATA");

    /** What document types and entities consist of: names, words, literals, the declarations in brackets. */
    private static final Set<String> DOCTYPES = Set.of("n", "n[", "nSl", "nSl[", "nPll", "nPll[");

    private static final Set<String> ENTITIES = Set.of("l", "Sl", "Pll", "SlNn", "PllNn");

    private static final byte[] COMMENT = XmlInput.ascii("<!--");

    private static final byte[] COMMENT_END = XmlInput.ascii("-->");

    private static final byte[] INSTRUCTION = XmlInput.ascii("<?");

    private static final byte[] INSTRUCTION_END = XmlInput.ascii("?>");

    /** Ordered, so that names that were made to collide in a hash table don't. */
    private final Map<Bytes, Bytes> entities = new TreeMap<>(XmlDoctype::compare);

    private boolean sound = true;

    /** Receives what attributes are when they aren't given. */
    private final Consumer<Bytes> defaults;

    XmlDoctype(Consumer<Bytes> defaults) {
        this.defaults = defaults;
    }

    static int compare(Bytes one, Bytes other) {
        return Arrays.compare(one.array(), one.from(), one.to(), other.array(), other.from(), other.to());
    }

    /** What an entity stands for; null for one that isn't declared. */
    @Nullable Bytes entity(Bytes name) {
        return entities.get(name);
    }

    /** Whether all of it is as XML wants it, as far as this is looked at: what elements may have isn't. */
    boolean isSound() {
        return sound;
    }

    /** Reads a document type, from behind {@code <!DOCTYPE} to behind its end. */
    void read(XmlInput input) throws XmlException {
        StringBuilder kinds = new StringBuilder();
        sound &= input.skipSpace();
        while (true) {
            input.skipSpace();
            switch (input.peek()) {
                case '>' -> {
                    input.at++;
                    sound &= DOCTYPES.contains(kinds.toString());
                    return;
                }
                case '[' -> {
                    input.at++;
                    subset(input);
                    kind(kinds, '[');
                }
                case '"', '\'' -> {
                    input.literal();
                    kind(kinds, 'l');
                }
                default -> kind(kinds, kindOf(input.name()));
            }
        }
    }

    /** Notes what follows; a few, since no declaration has many. */
    private static void kind(StringBuilder kinds, char kind) {
        if (kinds.length() < 8) {
            kinds.append(kind);
        }
    }

    private static char kindOf(Bytes name) {
        return name.equals(SYSTEM) ? 'S' : name.equals(PUBLIC) ? 'P' : name.equals(NDATA) ? 'N' : 'n';
    }

    private void subset(XmlInput input) throws XmlException {
        while (true) {
            input.skipSpace();
            byte b = input.peek();
            if (b == ']') {
                input.at++;
                return;
            }
            if (b == '%') {
                input.at++;
                input.name();
                input.expect(';');
            } else {
                declaration(input);
            }
        }
    }

    private void declaration(XmlInput input) throws XmlException {
        if (input.looksAt(INSTRUCTION)) {
            input.skipPast(INSTRUCTION_END);
        } else if (!input.looksAt(DECLARATION)) {
            throw XmlException.MALFORMED;
        } else if (input.looksAt(COMMENT)) {
            input.at += COMMENT.length;
            input.skipPast(COMMENT_END);
        } else if (input.looksAt(ENTITY)) {
            input.at += ENTITY.length;
            entityDeclaration(input);
        } else {
            boolean attributes = input.looksAt(ATTLIST);
            byte[] keyword = attributes ? ATTLIST : input.looksAt(ELEMENT) ? ELEMENT : NOTATION;
            boolean known = input.looksAt(keyword);
            input.at += known ? keyword.length : DECLARATION.length;
            sound &= known && XmlInput.isSpace(input.peek());
            rest(input, attributes);
        }
    }

    /** Steps behind a declaration, over its literals. */
    private void rest(XmlInput input, boolean attributes) throws XmlException {
        while (true) {
            byte b = input.peek();
            if (b == '"' || b == '\'') {
                Bytes literal = input.literal();
                if (attributes) {
                    defaults.accept(literal);
                }
            } else {
                input.at++;
                if (b == '>') {
                    return;
                }
            }
        }
    }

    private void entityDeclaration(XmlInput input) throws XmlException {
        sound &= input.skipSpace();
        boolean parameter = input.peek() == '%';
        if (parameter) {
            input.at++;
            sound &= input.skipSpace();
        }
        Bytes name = input.name();
        sound &= input.skipSpace();
        StringBuilder kinds = new StringBuilder();
        Bytes value = Bytes.EMPTY;
        while (input.peek() != '>') {
            byte b = input.peek();
            if (b == '"' || b == '\'') {
                Bytes literal = input.literal();
                value = kinds.length() == 0 ? replaced(literal) : value;
                kind(kinds, 'l');
            } else {
                kind(kinds, kindOf(input.name()));
            }
            input.skipSpace();
        }
        input.at++;
        sound &= ENTITIES.contains(kinds.toString());
        if (!parameter) {
            entities.putIfAbsent(name, value);
        }
    }

    /** A literal with its character references replaced; entities are, where it's used. */
    private Bytes replaced(Bytes literal) {
        XmlInput input = new XmlInput(literal);
        ByteSlab out = new ByteSlab(literal.length());
        while (!input.atEnd()) {
            int from = input.at;
            byte b = input.in[input.at++];
            if (b != '&') {
                sound &= b != '%' && (b >= ' ' || b < 0 || XmlInput.isSpace(b));
                out.append(b);
                continue;
            }
            try {
                if (input.peek() == '#') {
                    input.at++;
                    int c = input.characterReference();
                    sound &= c >= 0;
                    out.appendCodePoint(Math.max(c, 0));
                } else {
                    input.name();
                    input.expect(';');
                    out.append(input.in, from, input.at);
                }
            } catch (XmlException e) {
                sound = false;
                input.at = from + 1;
                out.append(b);
            }
        }
        return out.take();
    }
}
