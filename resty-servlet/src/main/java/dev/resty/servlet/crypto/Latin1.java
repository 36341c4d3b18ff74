// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.nio.charset.StandardCharsets;

/** Bytes as characters of the same numbers, and back. */
final class Latin1 {

    private Latin1() {}

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
