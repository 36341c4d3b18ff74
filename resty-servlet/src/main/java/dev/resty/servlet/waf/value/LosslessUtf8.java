// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.value;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** UTF-8 from which the same bytes can be made again: a byte that isn't part of a character is a lone surrogate, U+DC80 to U+DCFF. */
public final class LosslessUtf8 {

    private static final int LONE = 0xdc00;

    private LosslessUtf8() {}

    /** Bytes as text. */
    public static String decode(Bytes bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes.array(), bytes.from(), bytes.length());
        CharBuffer out = CharBuffer.allocate(bytes.length());
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isMalformed()) {
                return out.flip().toString();
            }
            for (int i = result.length(); i > 0; i--) {
                out.put((char) (LONE + (in.get() & 0xff)));
            }
            decoder.reset();
        }
    }

    /** The bytes that a text was made of, or its UTF-8. */
    public static Bytes encode(String text) {
        boolean lone = false;
        for (int i = 0; i < text.length() && !lone; i++) {
            lone = isLone(text, i);
        }
        return Bytes.of(lone ? bytes(text) : text.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length() + 16);
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            if (isLone(text, i)) {
                out.writeBytes(text.substring(from, i).getBytes(StandardCharsets.UTF_8));
                out.write(text.charAt(i));
                from = i + 1;
            }
        }
        out.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static boolean isLone(String text, int at) {
        char c = text.charAt(at);
        return c >= LONE + 0x80 && c <= LONE + 0xff && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
    }
}
