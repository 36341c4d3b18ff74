// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/** URLENCODED: arguments of a form. A body that is cut off gives what it has, its last value shortened. */
final class UrlencodedBody implements BodyProcessor {

    @Override
    public String name() {
        return "URLENCODED";
    }

    @Override
    public void process(Bytes body, Bytes contentType, boolean whole, BodyLimits limits, BodySink sink) {
        QueryString.parse(limits.within(body, sink), limits, BodySink.Part.BODY_ARGUMENT, sink);
    }
}
