// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.phase.Headers;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A response as a client sees it. Text is an ISO-8859-1 view of the bytes. */
public record Answer(int status, Headers headers, byte[] body) {

    /** The body. */
    public String text() {
        return new String(body, StandardCharsets.ISO_8859_1);
    }

    /** The first value of a header field; null where it isn't there. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
