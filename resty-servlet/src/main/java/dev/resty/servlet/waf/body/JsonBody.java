// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/**
 * JSON: each scalar becomes an argument whose name is its path, as ModSecurity v3 writes it: {@code json.user.name},
 * {@code json.items.array_0.id}, {@code json.empty-key} for an empty key, {@code json} for a scalar that is the whole document.
 * Numbers keep their text, {@code null} is empty, strings are unescaped to UTF-8.
 *
 * <p>Strict as ModSecurity's parser: comments, trailing commas and garbage are errors, after what could be read. An empty body is
 * none. Differs from ModSecurity: a byte order mark, bytes that aren't UTF-8, raw control characters and unknown escapes inside a
 * string are errors too, but what follows is still read, since some applications read it; a string that an error or the end cuts
 * is an argument as far as it goes; and a body that is cut at a limit ({@code whole} is false) isn't in error for that.
 */
final class JsonBody implements BodyProcessor {

    @Override
    public String name() {
        return "JSON";
    }

    @Override
    public void process(Bytes body, Bytes contentType, boolean whole, BodyLimits limits, BodySink sink) {
        if (body.isEmpty()) {
            return;
        }
        Bytes read = limits.within(body, sink);
        String error = new JsonReader(read, limits, sink).read(whole && read.length() == body.length());
        if (error != null) {
            sink.error("JSON parsing error: " + error);
        }
    }
}
