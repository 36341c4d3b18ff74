// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps what a body processor finds, as text. */
final class Found implements BodySink {

    final Map<Part, List<String>> parts = new EnumMap<>(Part.class);

    final Map<Flag, Integer> flags = new EnumMap<>(Flag.class);

    @Nullable String error;

    static BodyLimits limits(int arguments, int jsonDepth, char separator) {
        return new BodyLimits(
                arguments, jsonDepth, 100, (byte) separator, Integer.MAX_VALUE, BodyLimits.XmlArguments.OFF);
    }

    static Found in(String processor, String body) {
        return in(processor, body, "", true, BodyLimits.DEFAULT);
    }

    static Found in(String processor, String body, String contentType, boolean whole, BodyLimits limits) {
        return in(processor, body.getBytes(StandardCharsets.ISO_8859_1), contentType, whole, limits);
    }

    static Found in(String processor, byte[] body, String contentType, boolean whole, BodyLimits limits) {
        Found found = new Found();
        BodyProcessor named = BodyProcessors.named(processor);
        if (named == null) {
            throw new AssertionError("no processor " + processor);
        }
        named.process(Bytes.of(body), Bytes.of(contentType), whole, limits, found);
        return found;
    }

    @Override
    public void add(Part part, Bytes name, Bytes value) {
        parts.computeIfAbsent(part, p -> new ArrayList<>()).add(name.text() + "=" + value.text());
    }

    @Override
    public void flag(Flag flag, int value) {
        flags.put(flag, value);
    }

    @Override
    public void error(String message) {
        if (error == null) {
            error = message;
        }
    }

    List<String> of(Part part) {
        return parts.getOrDefault(part, List.of());
    }

    List<String> arguments() {
        return of(Part.BODY_ARGUMENT);
    }

    List<String> document() {
        return of(Part.DOCUMENT_ARGUMENT);
    }
}
