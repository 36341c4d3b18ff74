// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.value.LosslessUtf8;
import dev.resty.servlet.waf.value.XmlDocument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Makes a tree of what {@link XmlReader} finds, for paths and validation. Nothing but the body is read, and what precedes an error is
 * in the tree. A prefix that isn't declared belongs to no namespace.
 */
public final class XmlTree implements XmlReader.Listener {

    private static final DocumentBuilderFactory TREES = DocumentBuilderFactory.newDefaultInstance();

    private static final String XMLNS = "xmlns";

    /** A name and a value of a start tag. */
    private record Attribute(String name, String value) {}

    private final Document document;

    /** What the next node goes into. */
    private Node around;

    /** The element whose start tag is being read, until what follows it is there. */
    private @Nullable String pending;

    private final List<Attribute> attributes = new ArrayList<>();

    private final ByteSlab text = new ByteSlab(64);

    /** By prefix, what namespaces stand for where the reader is; empty for none. */
    private final Map<String, String> namespaces = new HashMap<>();

    /** For each element around, what its declarations hide. */
    private final Deque<List<Attribute>> hidden = new ArrayDeque<>();

    private XmlTree(Document document) {
        this.document = document;
        around = document;
        document.setStrictErrorChecking(false);
    }

    /**
     * Reads a body.
     *
     * @param whole whether this is all of the body
     */
    public static XmlDocument of(Bytes body, boolean whole) {
        XmlTree tree = new XmlTree(newDocument());
        XmlReader reader = new XmlReader(body, tree);
        boolean complete = whole;
        try {
            reader.read();
        } catch (XmlException e) {
            complete = false;
        }
        tree.settle();
        return new XmlDocument(tree.document, complete && reader.isSound());
    }

    /** A document without anything. */
    public static Document newDocument() {
        try {
            synchronized (TREES) {
                return TREES.newDocumentBuilder().newDocument();
            }
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK makes trees", e);
        }
    }

    @Override
    public void start(Bytes name) {
        settle();
        pending = LosslessUtf8.decode(name);
    }

    @Override
    public void end(Bytes name) {
        settle();
        List<Attribute> outer = hidden.pop();
        for (int i = outer.size() - 1; i >= 0; i--) {
            namespaces.put(outer.get(i).name(), outer.get(i).value());
        }
        Node parent = around.getParentNode();
        around = parent == null ? document : parent;
    }

    @Override
    public boolean wantsNamespaces() {
        return true;
    }

    @Override
    public void attribute(Bytes name, Bytes value) {
        if (pending != null && !name.isEmpty()) {
            attributes.add(new Attribute(LosslessUtf8.decode(name), LosslessUtf8.decode(value)));
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        if (pending != null) {
            settle();
        }
        text.append(bytes, from, to);
    }

    @Override
    public void comment(Bytes content) {
        settle();
        around.appendChild(document.createComment(LosslessUtf8.decode(content)));
    }

    @Override
    public void instruction(Bytes target, Bytes content) {
        settle();
        around.appendChild(
                document.createProcessingInstruction(LosslessUtf8.decode(target), LosslessUtf8.decode(content)));
    }

    /** Adds what is complete now. */
    private void settle() {
        if (text.length() > 0 && around != document) {
            around.appendChild(document.createTextNode(LosslessUtf8.decode(text.take())));
        }
        String name = pending;
        if (name == null) {
            return;
        }
        pending = null;
        declare();
        Element element = document.createElementNS(namespace(name, true), name);
        around.appendChild(element);
        around = element;
        for (Attribute attribute : attributes) {
            Attr node = document.createAttributeNS(namespace(attribute.name(), false), attribute.name());
            node.setValue(attribute.value());
            element.setAttributeNodeNS(node);
        }
        attributes.clear();
    }

    /** Notes the namespaces that a start tag declares, and what they hide. */
    private void declare() {
        List<Attribute> outer = List.of();
        for (Attribute attribute : attributes) {
            if (isDeclaration(attribute.name())) {
                String prefix = prefix(attribute.name().substring(XMLNS.length()), 1);
                String before = namespaces.put(prefix, attribute.value());
                outer = outer.isEmpty() ? new ArrayList<>() : outer;
                outer.add(new Attribute(prefix, before == null ? "" : before));
            }
        }
        hidden.push(outer);
    }

    private static boolean isDeclaration(String name) {
        return name.equals(XMLNS) || name.startsWith(XMLNS + ":");
    }

    private static String prefix(String name, int from) {
        return name.length() > from ? name.substring(from) : "";
    }

    /** The namespace that a name's prefix stands for; null for none. */
    private @Nullable String namespace(String name, boolean element) {
        if (!element && isDeclaration(name)) {
            return XMLConstants.XMLNS_ATTRIBUTE_NS_URI;
        }
        int colon = name.indexOf(':');
        if (colon < 0 && !element) {
            return null;
        }
        String prefix = colon < 0 ? "" : name.substring(0, colon);
        if (prefix.equals(XMLConstants.XML_NS_PREFIX)) {
            return XMLConstants.XML_NS_URI;
        }
        String namespace = namespaces.get(prefix);
        return namespace == null || namespace.isEmpty() ? null : namespace;
    }
}
