// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/**
 * Cookies of a request, in the Netscape format that browsers send (ModSecurity's {@code SecCookieFormat 0}). Stateless, safe for
 * concurrent use.
 *
 * <p>As ModSecurity's: {@code ;} separates, white space before a name is left out, after the last cookie too; the first
 * {@code =} ends a name; a cookie without one has an empty value, a cookie without a name doesn't count. Nothing is decoded, and
 * quotes stay.
 */
public final class Cookies {

    private Cookies() {}

    /** Adds a {@code Cookie} header's cookies to a sink as {@link BodySink.Part#COOKIE}; names and values share its array. */
    public static void parse(Bytes header, BodySink sink) {
        byte[] bytes = header.array();
        int end = header.to();
        while (end > header.from() && isSpace(bytes[end - 1])) {
            end--;
        }
        int at = header.from();
        while (at < end) {
            while (at < end && isSpace(bytes[at])) {
                at++;
            }
            int from = at;
            int equals = -1;
            while (at < end && bytes[at] != ';') {
                if (equals < 0 && bytes[at] == '=') {
                    equals = at;
                }
                at++;
            }
            int nameEnd = equals < 0 ? at : equals;
            if (nameEnd > from) {
                Bytes value = equals < 0 ? Bytes.EMPTY : Bytes.of(bytes, equals + 1, at);
                sink.add(BodySink.Part.COOKIE, Bytes.of(bytes, from, nameEnd), value);
            }
            at++;
        }
    }

    /** C's {@code isspace}. */
    static boolean isSpace(byte b) {
        return b == ' ' || b >= 9 && b <= 13;
    }
}
