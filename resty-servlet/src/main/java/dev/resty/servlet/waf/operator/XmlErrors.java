// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import org.xml.sax.ErrorHandler;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/** Ends at the first error, of whatever kind; warnings aren't any. */
final class XmlErrors implements ErrorHandler {

    @Override
    public void warning(SAXParseException e) {
        // What may be odd is no reason to refuse it.
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
        throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        throw e;
    }

    /** What is wrong, with the line. */
    static String describe(SAXException e) {
        return e instanceof SAXParseException parse && parse.getLineNumber() > 0
                ? e.getMessage() + " (line " + parse.getLineNumber() + ')'
                : String.valueOf(e.getMessage());
    }

    /** The one file that a rule names. */
    static String oneFile(String argument) {
        String name = argument.strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("no file: name one, relative to the rule's file");
        }
        return name;
    }
}
