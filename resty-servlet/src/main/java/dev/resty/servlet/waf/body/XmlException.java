// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

/** Ends the reading of an XML body; never leaves the package. Without a stack trace, since hostile bodies cause it. */
final class XmlException extends Exception {

    private static final long serialVersionUID = 1L;

    /** The body isn't XML. */
    static final XmlException MALFORMED = new XmlException("malformed");

    /** The body ends before the document. */
    static final XmlException CUT = new XmlException("cut");

    private XmlException(String message) {
        super(message, null, false, false);
    }
}
