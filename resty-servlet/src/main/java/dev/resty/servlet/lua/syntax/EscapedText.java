// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.syntax;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a string while its escape sequences are replaced. */
final class EscapedText {

    byte[] bytes;
    int length;

    EscapedText(int capacity) {
        bytes = new byte[capacity];
    }

    void append(int b) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, length * 2);
        }
        bytes[length++] = (byte) b;
    }

    /** Takes the last byte away. False, for a caller that refuses it. */
    boolean dropLast() {
        length--;
        return false;
    }

    /** Appends a character; false for half of a surrogate pair. */
    boolean appendUtf8(int code) {
        if (code < 0x80) {
            append(code);
            return true;
        }
        if (code < 0x800) {
            append(0xC0 | code >> 6);
        } else {
            if (code < 0x10000) {
                if (code >= 0xD800 && code < 0xE000) {
                    return false;
                }
                append(0xE0 | code >> 12);
            } else {
                append(0xF0 | code >> 18);
                append(0x80 | code >> 12 & 0x3F);
            }
            append(0x80 | code >> 6 & 0x3F);
        }
        append(0x80 | code & 0x3F);
        return true;
    }

    /** One char a byte. */
    String view() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
