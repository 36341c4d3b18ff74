// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.value;

import org.w3c.dom.Document;

/**
 * A request's body that was read as XML. Its texts are as {@link LosslessUtf8} makes them. Used by one thread at a time.
 *
 * @param tree what could be read of it; without a root where nothing could
 * @param wellFormed whether all of it is there and is XML
 */
public record XmlDocument(Document tree, boolean wellFormed) {}
