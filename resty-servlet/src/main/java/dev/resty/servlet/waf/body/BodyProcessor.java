// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/** Makes variables of a body. Stateless, safe for concurrent use. */
public interface BodyProcessor {

    /** What {@code ctl:requestBodyProcessor} calls it, upper case: URLENCODED, MULTIPART, JSON, XML. */
    String name();

    /**
     * Parses a body. What can't be parsed is an {@link BodySink#error} after what could; never throws for what is in a body.
     *
     * @param contentType the header's value, empty without one
     * @param whole whether this is all of the body, not the part up to a limit that is looked at regardless
     */
    void process(Bytes body, Bytes contentType, boolean whole, BodyLimits limits, BodySink sink);
}
