// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import jakarta.servlet.http.Cookie;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** The {@code Set-Cookie} field of a servlet cookie, by RFC 6265. */
final class SetCookie {

    private static final DateTimeFormatter EXPIRES = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private SetCookie() {}

    static String field(Cookie cookie) {
        StringBuilder field = new StringBuilder(64).append(cookie.getName()).append('=');
        if (cookie.getValue() != null) {
            field.append(cookie.getValue());
        }
        int maxAge = cookie.getMaxAge();
        if (maxAge >= 0) {
            field.append("; Max-Age=").append(maxAge).append("; Expires=");
            // Old clients know only Expires; the epoch is surely past for them.
            field.append(EXPIRES.format(
                    maxAge == 0 ? Instant.ofEpochSecond(10) : Instant.now().plusSeconds(maxAge)));
        }
        for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
            append(field, attribute.getKey(), attribute.getValue());
        }
        return field.toString();
    }

    private static void append(StringBuilder field, String name, String value) {
        if (name.equalsIgnoreCase("Max-Age") || name.equalsIgnoreCase("Expires")) {
            return;
        }
        boolean flag = name.equalsIgnoreCase("Secure") || name.equalsIgnoreCase("HttpOnly");
        if (flag && !value.isEmpty() && !value.equalsIgnoreCase("true")) {
            return;
        }
        field.append("; ").append(name);
        if (!flag && !value.isEmpty()) {
            field.append('=').append(value);
        }
    }
}
