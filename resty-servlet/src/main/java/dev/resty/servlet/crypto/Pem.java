// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A block of text that encloses bytes: {@code -----BEGIN label-----} and so on.
 *
 * @param label such as {@code PRIVATE KEY}
 * @param headers what stands before the bytes, such as {@code DEK-Info}
 * @param bytes what it encloses; not to be changed
 */
public record Pem(String label, Map<String, String> headers, byte[] bytes) {

    private static final String BEGIN = "-----BEGIN ";

    private static final String DASHES = "-----";

    private static final int LINE = 64;

    /**
     * All blocks of a text.
     *
     * @throws CryptoException a block is no Base64
     */
    public static List<Pem> all(String text) throws CryptoException {
        List<Pem> blocks = new ArrayList<>();
        for (int begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, begin + 1)) {
            int from = begin + BEGIN.length();
            int to = text.indexOf(DASHES, from);
            String label = to < 0 ? "" : text.substring(from, to);
            int end = to < 0 ? -1 : text.indexOf("-----END " + label + DASHES, to);
            if (end < 0) {
                break;
            }
            blocks.add(read(label, text.substring(to + DASHES.length(), end)));
        }
        return blocks;
    }

    private static Pem read(String label, String content) throws CryptoException {
        Map<String, String> headers = new HashMap<>();
        StringBuilder encoded = new StringBuilder();
        for (String line : content.split("\\r?\\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).trim(),
                        line.substring(colon + 1).trim());
            } else {
                encoded.append(line.strip());
            }
        }
        try {
            return new Pem(label, headers, Base64.getDecoder().decode(encoded.toString()));
        } catch (IllegalArgumentException e) {
            throw new CryptoException("bad base64 decode", e);
        }
    }

    /** Text of bytes, in lines of 64 characters. */
    public static String text(String label, byte[] bytes) {
        byte[] newline = {'\n'};
        String encoded = Base64.getMimeEncoder(LINE, newline).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + encoded + "\n-----END " + label + "-----\n";
    }

    /** Whether a text looks like one. */
    public static boolean isPem(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1).contains(BEGIN);
    }
}
