// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** UTF-8 and where its characters are: offsets in bytes to offsets in Java's characters and back. */
final class Utf8 {

    private Utf8() {}

    /** The text of UTF-8 bytes; null where they are not UTF-8. */
    static @Nullable String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** The offset in bytes of an offset in characters that doesn't split a surrogate pair. */
    static int byteOffset(String text, int offset) {
        int bytes = 0;
        for (int i = 0; i < offset; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                bytes += 2;
            } else {
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            }
        }
        return bytes;
    }

    /** The offset in characters of an offset in bytes; -1 within a character. */
    static int charOffset(String text, int byteOffset) {
        int bytes = 0;
        int at = 0;
        while (bytes < byteOffset) {
            int c = text.codePointAt(at);
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            at += Character.charCount(c);
        }
        return bytes == byteOffset ? at : -1;
    }
}
