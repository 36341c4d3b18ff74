// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import org.jspecify.annotations.Nullable;

/** Control characters in URIs that scripts set; nginx lets the tab pass. */
final class UnsafeBytes {

    private static final int DELETE = 0x7f;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UnsafeBytes() {}

    /**
     * Says what is unsafe about a URI.
     *
     * @param what how the text calls the URI
     * @return null where it is safe
     */
    static @Nullable String in(String uri, String what) {
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if ((c < ' ' && c != '\t') || c == DELETE) {
                return String.format("unsafe byte \"0x%02x\" in %s \"%s\"", (int) c, what, escaped(uri));
            }
        }
        return null;
    }

    private static String escaped(String uri) {
        StringBuilder text = new StringBuilder(uri.length() + 16);
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c < ' ' || c >= DELETE || c == '"' || c == '\\') {
                text.append("\\x").append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
