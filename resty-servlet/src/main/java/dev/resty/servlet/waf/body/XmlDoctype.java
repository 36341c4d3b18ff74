// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;
import java.util.Map;
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

    private static final byte[] COMMENT = XmlInput.ascii("<!--");

    private static final byte[] COMMENT_END = XmlInput.ascii("-->");

    private static final byte[] INSTRUCTION = XmlInput.ascii("<?");

    private static final byte[] INSTRUCTION_END = XmlInput.ascii("?>");

    /** Ordered, so that names that were made to collide in a hash table don't. */
    private final Map<Bytes, Bytes> entities = new TreeMap<>(XmlDoctype::compare);

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

    /** Reads a document type, from behind {@code <!DOCTYPE} to behind its end. */
    void read(XmlInput input) throws XmlException {
        while (true) {
            input.skipSpace();
            switch (input.peek()) {
                case '>' -> {
                    input.at++;
                    return;
                }
                case '[' -> {
                    input.at++;
                    subset(input);
                }
                case '"', '\'' -> input.literal();
                default -> input.name();
            }
        }
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
            input.at += DECLARATION.length;
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
        input.skipSpace();
        boolean parameter = input.peek() == '%';
        if (parameter) {
            input.at++;
            input.skipSpace();
        }
        Bytes name = input.name();
        input.skipSpace();
        byte b = input.peek();
        boolean internal = b == '"' || b == '\'';
        Bytes value = internal ? replaced(input.literal()) : Bytes.EMPTY;
        if (!parameter) {
            entities.putIfAbsent(name, value);
        }
        rest(input, false);
    }

    /** A literal with its character references replaced; entities are, where it's used. */
    private static Bytes replaced(Bytes literal) throws XmlException {
        XmlInput input = new XmlInput(literal);
        ByteSlab out = new ByteSlab(literal.length());
        while (!input.atEnd()) {
            byte b = input.in[input.at++];
            if (b == '&' && !input.atEnd() && input.in[input.at] == '#') {
                input.at++;
                out.appendCodePoint(Math.max(input.characterReference(), 0));
            } else {
                out.append(b);
            }
        }
        return out.take();
    }
}
