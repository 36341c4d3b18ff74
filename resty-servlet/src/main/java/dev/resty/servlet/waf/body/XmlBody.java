// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/**
 * XML: the root's text, that of all elements inside in their order with comments and instructions left out, as
 * {@code XML:/*}, and each attribute's value, namespaces excepted, as {@code XML://@*}. With {@code SecParseXmlIntoArgs} each
 * element without elements inside is an argument named by its path: {@code xml.order.item}.
 *
 * <p>Nothing outside the body is ever read; entities of the body's own are replaced within narrow bounds. Elements may nest 256
 * deep, as for ModSecurity's parser, and have 256 attributes; no namespace needs to be declared. An empty body is none. What precedes an error stays, and
 * what follows one that doesn't concern the structure. A body that is cut at a limit ({@code whole} is false) isn't in error for that.
 */
final class XmlBody implements BodyProcessor {

    @Override
    public String name() {
        return "XML";
    }

    @Override
    public void process(Bytes body, Bytes contentType, boolean whole, BodyLimits limits, BodySink sink) {
        if (body.isEmpty()) {
            return;
        }
        Bytes read = limits.within(body, sink);
        XmlVariables variables = new XmlVariables(read.length(), limits, sink);
        XmlReader reader = new XmlReader(read, variables);
        boolean wellFormed = true;
        try {
            reader.read();
        } catch (XmlException e) {
            wellFormed = e == XmlException.CUT && !(whole && read.length() == body.length());
        }
        variables.finish();
        if (!wellFormed || !reader.isSound()) {
            sink.error("XML parsing error: XML: Failed parsing document.");
        }
    }
}
