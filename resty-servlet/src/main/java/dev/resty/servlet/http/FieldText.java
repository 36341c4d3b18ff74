// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

/** Names and values of header fields as they can be sent, ISO-8859-1 views of their bytes. */
public final class FieldText {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    /** The characters of 0x20 to 0x7f that ngx_lua escapes in a field's name. */
    private static final String NOT_IN_NAMES = " \"(),/:;<=>?@[\\]{}\u007f";

    private FieldText() {}

    /** A value as it can be sent: control characters are escaped as ngx_lua does, so none can begin another field. */
    public static String value(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (isControl(value.charAt(i))) {
                StringBuilder escaped = new StringBuilder(value.length() + 8);
                for (int j = 0; j < value.length(); j++) {
                    append(escaped, value.charAt(j), isControl(value.charAt(j)));
                }
                return escaped.toString();
            }
        }
        return value;
    }

    private static boolean isControl(char c) {
        return (c < ' ' && c != '\t') || c == 0x7f;
    }

    /** A name as it can be sent: what can't stand in one is escaped as ngx_lua does. */
    public static String name(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isNoName(name.charAt(i))) {
                StringBuilder escaped = new StringBuilder(name.length() + 8);
                for (int j = 0; j < name.length(); j++) {
                    append(escaped, name.charAt(j), isNoName(name.charAt(j)));
                }
                return escaped.toString();
            }
        }
        return name;
    }

    private static boolean isNoName(char c) {
        return c < ' ' || c > '~' || NOT_IN_NAMES.indexOf(c) >= 0;
    }

    private static void append(StringBuilder out, char c, boolean escape) {
        if (escape) {
            out.append('%').append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
        } else {
            out.append(c);
        }
    }
}
