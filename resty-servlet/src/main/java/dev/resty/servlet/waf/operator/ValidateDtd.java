// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.value.XmlDocument;
import java.io.IOException;
import java.io.StringReader;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.XMLReader;
import org.xml.sax.ext.DefaultHandler2;

/**
 * {@code @validateDTD}: the body, which is XML, isn't as a document type wants it, or isn't well formed. The document type and what it
 * includes are read when rules are loaded; the body's own has no say. As in ModSecurity, any of its elements may be the root.
 */
final class ValidateDtd implements Operator {

    private static final String PROBE = "resty-probe";

    private final XmlFiles files;

    private final String first;

    ValidateDtd(String argument, OperatorFiles files) {
        String name = XmlErrors.oneFile(argument);
        this.files = new XmlFiles(files);
        first = this.files.first(name);
        try {
            parse("<!DOCTYPE " + PROBE + " SYSTEM \"" + first + "\"><" + PROBE + "/>", new Loading());
        } catch (SAXException e) {
            throw new IllegalArgumentException(
                    "the document type " + name + " can't be used: " + XmlErrors.describe(e), e);
        }
        this.files.close();
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        XmlDocument document = evaluation.variables().xml();
        Node root = document == null ? null : document.tree().getDocumentElement();
        if (document == null || root == null || !document.wellFormed()) {
            return true;
        }
        StringBuilder text = new StringBuilder();
        text.append("<!DOCTYPE ")
                .append(root.getNodeName())
                .append(" SYSTEM \"")
                .append(first)
                .append("\">");
        write(root, text);
        try {
            parse(text.toString(), new Validating());
            return false;
        } catch (SAXException e) {
            return true;
        }
    }

    private void parse(String document, DefaultHandler2 handler) throws SAXException {
        SAXParserFactory factory = SAXParserFactory.newDefaultInstance();
        factory.setValidating(true);
        try {
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            XMLReader reader = factory.newSAXParser().getXMLReader();
            reader.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "file");
            reader.setEntityResolver(handler);
            reader.setErrorHandler(handler);
            reader.parse(new InputSource(new StringReader(document)));
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK validates document types", e);
        } catch (IOException e) {
            throw new SAXException(e.getMessage(), e);
        }
    }

    /** Writes an element again, without what validation doesn't look at; as deep as bodies may nest. */
    private static void write(Node element, StringBuilder to) {
        to.append('<').append(element.getNodeName());
        NamedNodeMap attributes = element.getAttributes();
        for (int i = 0; i < attributes.getLength(); i++) {
            Node attribute = attributes.item(i);
            to.append(' ').append(attribute.getNodeName()).append("=\"");
            escape(attribute.getNodeValue(), true, to);
            to.append('"');
        }
        to.append('>');
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child.getNodeType() == Node.ELEMENT_NODE) {
                write(child, to);
            } else if (child.getNodeType() == Node.TEXT_NODE) {
                escape(child.getNodeValue(), false, to);
            }
        }
        to.append("</").append(element.getNodeName()).append('>');
    }

    private static void escape(String text, boolean attribute, StringBuilder to) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> to.append("&lt;");
                case '>' -> to.append("&gt;");
                case '&' -> to.append("&amp;");
                case '"' -> to.append("&quot;");
                default -> {
                    if (c == '\r' || attribute && (c == '\t' || c == '\n')) {
                        to.append("&#").append((int) c).append(';');
                    } else {
                        to.append(c);
                    }
                }
            }
        }
    }

    /** Gives the files that were read when rules were loaded, and nothing else. */
    private class Loading extends DefaultHandler2 {

        @Override
        public InputSource resolveEntity(
                String name, @Nullable String publicId, @Nullable String base, String systemId) {
            String address = files.included(systemId, base);
            InputSource source = new InputSource(files.open(address));
            source.setSystemId(address);
            return source;
        }
    }

    /** Ends at the first error. */
    private final class Validating extends Loading {

        @Override
        public void error(org.xml.sax.SAXParseException e) throws SAXException {
            throw e;
        }
    }
}
