// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import java.util.Arrays;

/**
 * {@code SecUnicodeMapFile}: the bytes that a code page's system takes code points for, like a quote for U+2032. Immutable and
 * safe for concurrent use.
 */
public final class UnicodeMap {

    /** A byte for each code point below U+10000; -1 for none. */
    private final short[] bytes;

    private UnicodeMap(short[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a code page of a map file: a line that begins with its number, then {@code hex:hex} pairs of a code point and a byte
     * until the next code page.
     *
     * @throws IllegalArgumentException where the code page isn't there, or a pair is none
     */
    public static UnicodeMap parse(String file, int codePage) {
        short[] bytes = new short[0x10000];
        Arrays.fill(bytes, (short) -1);
        boolean here = false;
        boolean found = false;
        for (String line : file.split("\r?\n")) {
            String text = line.strip();
            if (text.isEmpty() || text.charAt(0) == '#') {
                continue;
            }
            String first = text.split("\\s", 2)[0];
            if (first.indexOf(':') < 0) {
                here = first.equals(Integer.toString(codePage));
                found |= here;
            } else if (here) {
                enter(text, bytes);
            }
        }
        if (!found) {
            throw new IllegalArgumentException("no code page " + codePage
                    + " in the Unicode map file: name one of the numbers that its sections begin with, such as 20127");
        }
        return new UnicodeMap(bytes);
    }

    private static void enter(String pairs, short[] bytes) {
        for (String pair : pairs.split("\\s+")) {
            int colon = pair.indexOf(':');
            int codePoint = colon < 0 ? -1 : hex(pair.substring(0, colon));
            int mapped = colon < 0 ? -1 : hex(pair.substring(colon + 1));
            if (codePoint < 0 || codePoint > 0xffff || mapped < 0 || mapped > 0xff) {
                throw new IllegalArgumentException(
                        "\"" + pair + "\" in the Unicode map file is no pair of a code point and a byte, like 2032:27");
            }
            bytes[codePoint] = (short) mapped;
        }
    }

    private static int hex(String digits) {
        try {
            return Integer.parseInt(digits, 16);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The byte for a code point below U+10000, 0 to 255; -1 where the map has none. */
    int of(int codePoint) {
        return bytes[codePoint];
    }
}
