// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.injection;

import java.nio.charset.StandardCharsets;

/** Whether a URL in an attribute is a script, however its scheme is written: with character references, NULs, line feeds. */
final class ScriptUrl {

    private static final int LARGEST_REFERENCE = 0x1000FF;

    /** The beginnings of schemes; the second last stands for {@code javascript:} too. */
    private static final byte[][] SCHEMES = {bytes("DATA"), bytes("VIEW-SOURCE"), bytes("JAVA"), bytes("VBSCRIPT")};

    private ScriptUrl() {}

    /** Whether the span of an attribute's value is one. */
    static boolean isScript(byte[] input, int from, int to) {
        int start = from;
        // bytes are signed: all that aren't ASCII are skipped too, as some browsers do
        while (start < to && (input[start] <= ' ' || input[start] == 127)) {
            start++;
        }
        for (byte[] scheme : SCHEMES) {
            if (startsWith(scheme, input, start, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] scheme, byte[] input, int from, int to) {
        int at = from;
        int matched = 0;
        boolean first = true;
        while (at < to && matched < scheme.length) {
            long read = read(input, at, to);
            int character = (int) (read >>> 32);
            at = (int) read;
            if (first && character <= ' ') {
                continue;
            }
            first = false;
            if (character == 0 || character == '\n') {
                continue;
            }
            if (character >= 'a' && character <= 'z') {
                character -= 0x20;
            }
            if ((byte) character != scheme[matched]) {
                return false;
            }
            matched++;
        }
        return matched == scheme.length;
    }

    /** The character at a place, a numeric reference decoded, in the upper half; the place after it in the lower. */
    private static long read(byte[] input, int at, int to) {
        if (input[at] != '&' || byteAt(input, at + 1, to) != '#') {
            return result(input[at] & 0xff, at + 1);
        }
        boolean hex = (byteAt(input, at + 2, to) | 0x20) == 'x';
        int base = hex ? 16 : 10;
        int digits = hex ? at + 3 : at + 2;
        int value = 0;
        int i = digits;
        while (i < to) {
            int digit = Character.digit(input[i] & 0xff, base);
            if (digit < 0) {
                break;
            }
            value = value * base + digit;
            if (value > LARGEST_REFERENCE) {
                return result('&', at + 1);
            }
            i++;
        }
        if (i == digits) {
            return result('&', at + 1);
        }
        return result(value, byteAt(input, i, to) == ';' ? i + 1 : i);
    }

    private static long result(int character, int next) {
        return (long) character << 32 | next;
    }

    private static byte byteAt(byte[] input, int index, int to) {
        return index < to ? input[index] : 0;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
