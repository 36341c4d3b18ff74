// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.value.LosslessUtf8;
import dev.resty.servlet.waf.value.XmlDocument;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.namespace.NamespaceContext;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathEvaluationResult.XPathResultType;
import javax.xml.xpath.XPathExpression;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathFactoryConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * An XPath 1.0 expression that selects nodes, as {@code XML:/order/item/@id}; no function reaches out of the document. Compiled for
 * each evaluation, since compiled ones aren't for several threads. Immutable, safe for concurrent use.
 *
 * @param text as the rule has it, a view of bytes
 * @param namespaces what prefixes stand for: the rule's {@code xmlns} actions
 */
record XmlPath(String text, Map<String, String> namespaces) {

    private static final XPathFactory PATHS = XPathFactory.newDefaultInstance();

    static {
        try {
            PATHS.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        } catch (XPathFactoryConfigurationException e) {
            throw new IllegalStateException("the JDK's XPath has secure processing", e);
        }
    }

    /**
     * A path that can be used.
     *
     * @throws IllegalArgumentException where it can't be; the message says why
     */
    static XmlPath of(String text, Map<String, String> namespaces) {
        XmlPath path = new XmlPath(text, Map.copyOf(namespaces));
        try {
            XPathResultType type =
                    path.compiled().evaluateExpression(emptyDocument()).type();
            if (type != XPathResultType.NODESET) {
                throw new IllegalArgumentException("the path XML:" + text + " gives a "
                        + type.name().toLowerCase(java.util.Locale.ROOT)
                        + ", but rules look at nodes: write a path such as /order/item");
            }
        } catch (XPathExpressionException e) {
            throw new IllegalArgumentException("bad path XML:" + text + ": " + reason(e), e);
        }
        return path;
    }

    private static String reason(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = String.valueOf(cause.getMessage());
        return message.contains("Prefix") ? message + " (declare it: xmlns:prefix=http://…)" : message;
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK makes trees", e);
        }
    }

    private XPathExpression compiled() throws XPathExpressionException {
        XPath path;
        synchronized (PATHS) {
            path = PATHS.newXPath();
        }
        path.setNamespaceContext(new Declared(namespaces));
        return path.compile(LosslessUtf8.decode(Bytes.of(text)));
    }

    /** The contents of the nodes that it selects in a document, in their order. */
    List<Bytes> select(XmlDocument document) {
        NodeList nodes;
        try {
            nodes = (NodeList) compiled().evaluate(document.tree(), XPathConstants.NODESET);
        } catch (XPathExpressionException e) {
            throw new IllegalStateException("the path XML:" + text + " can't be evaluated: " + reason(e), e);
        }
        List<Bytes> contents = new ArrayList<>(nodes.getLength());
        for (int i = 0; i < nodes.getLength(); i++) {
            contents.add(content(nodes.item(i)));
        }
        return contents;
    }

    private static Bytes content(Node node) {
        Node of = node instanceof Document document ? document.getDocumentElement() : node;
        String content = of == null ? null : of.getTextContent();
        return content == null ? Bytes.EMPTY : LosslessUtf8.encode(content);
    }

    /** The prefixes that a rule declares. */
    private record Declared(Map<String, String> namespaces) implements NamespaceContext {

        @Override
        public String getNamespaceURI(String prefix) {
            return prefix.equals(XMLConstants.XML_NS_PREFIX)
                    ? XMLConstants.XML_NS_URI
                    : namespaces.getOrDefault(prefix, XMLConstants.NULL_NS_URI);
        }

        @Override
        public @Nullable String getPrefix(String uri) {
            return null;
        }

        @Override
        public Iterator<String> getPrefixes(String uri) {
            return List.<String>of().iterator();
        }
    }
}
