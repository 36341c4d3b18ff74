// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.phase.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A request as a client sends it. Text is an ISO-8859-1 view of bytes. */
public final class Ask {

    final String method;
    final String target;
    final Headers headers = new Headers();
    byte[] body = {};

    private Ask(String method, String target) {
        this.method = method;
        this.target = target;
    }

    /** A GET. */
    public static Ask get(String target) {
        return new Ask("GET", target);
    }

    /** Any method. */
    public static Ask method(String method, String target) {
        return new Ask(method, target);
    }

    /** A POST with a body. */
    public static Ask post(String target, String body) {
        return new Ask("POST", target).body(body);
    }

    /** With one more header field. */
    public Ask header(String name, String value) {
        headers.add(name, value);
        return this;
    }

    /** With a body. */
    public Ask body(String text) {
        body = text.getBytes(StandardCharsets.ISO_8859_1);
        return this;
    }

    /** The bytes on the wire; the connection is closed after the answer. */
    byte[] wire() {
        StringBuilder head =
                new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        if (!headers.contains("Host")) {
            head.append("Host: localhost\r\n");
        }
        head.append("Connection: close\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0 && !headers.contains("Content-Length") && !headers.contains("Transfer-Encoding")) {
            head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(body);
        return bytes.toByteArray();
    }
}
