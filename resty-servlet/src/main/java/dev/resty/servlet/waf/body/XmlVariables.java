// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/** Makes variables of what one XML document has. */
final class XmlVariables implements XmlReader.Listener {

    private static final Bytes TEXT = Bytes.of("/*");

    private static final Bytes ATTRIBUTE = Bytes.of("//@*");

    private static final byte[] ROOT = XmlInput.ascii("xml");

    /** How long all names may be: this, and as often the body; a short body can have many leaves at the end of a long path. */
    private static final long NAMES_AT_LEAST = 1 << 20;

    private static final long NAMES_FACTOR = 32;

    private final BodyLimits limits;

    private final BodySink sink;

    private final long namesLimit;

    private final boolean asVariable;

    private final boolean asArguments;

    /** The root's text. */
    private final ByteSlab text = new ByteSlab(256);

    /** The text behind the last tag. */
    private final ByteSlab value = new ByteSlab(64);

    /** The names of the elements around. */
    private final ByteSlab path = new ByteSlab(64);

    private boolean root;

    /** Whether the last tag was a start tag: an end tag that follows ends an element without elements inside. */
    private boolean leaf;

    private int arguments;

    private long names;

    XmlVariables(int bodyLength, BodyLimits limits, BodySink sink) {
        this.limits = limits;
        this.sink = sink;
        this.namesLimit = NAMES_AT_LEAST + NAMES_FACTOR * bodyLength;
        this.asVariable = limits.xmlArguments() != BodyLimits.XmlArguments.ONLY;
        this.asArguments = limits.xmlArguments() != BodyLimits.XmlArguments.OFF;
        path.append(ROOT, 0, ROOT.length);
    }

    @Override
    public void start(Bytes name) {
        root = true;
        if (asArguments) {
            path.append((byte) '.');
            path.append(name.array(), name.to() - localLength(name), name.to());
            value.shorten(0);
            leaf = true;
        }
    }

    @Override
    public void end(Bytes name) throws XmlException {
        if (!asArguments) {
            return;
        }
        if (leaf) {
            leaf = false;
            argument();
        }
        value.shorten(0);
        path.shorten(path.length() - localLength(name) - 1);
    }

    /** How long a name is without its prefix. */
    private static int localLength(Bytes name) {
        int from = name.length();
        while (from > 0 && name.at(from - 1) != ':') {
            from--;
        }
        return name.length() - from;
    }

    private void argument() throws XmlException {
        names += path.length();
        if (arguments == limits.arguments() || names > namesLimit) {
            throw XmlException.MALFORMED;
        }
        arguments++;
        sink.add(BodySink.Part.DOCUMENT_ARGUMENT, path.copy(), value.take());
    }

    @Override
    public void attribute(Bytes name, Bytes attribute) {
        if (asVariable) {
            sink.add(BodySink.Part.XML_ATTRIBUTE, ATTRIBUTE, attribute);
        }
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        if (asVariable) {
            text.append(bytes, from, to);
        }
        if (asArguments) {
            value.append(bytes, from, to);
        }
    }

    /** Ends the document, or what can be read of it. */
    void finish() {
        if (root && asVariable) {
            sink.add(BodySink.Part.XML_TEXT, TEXT, text.take());
        }
    }
}
