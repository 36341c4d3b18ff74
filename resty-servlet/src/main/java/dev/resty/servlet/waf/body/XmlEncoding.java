// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/**
 * An XML document as UTF-8, whatever it's written in.
 *
 * @param document without a byte order mark; the same bytes where they are UTF-8 already
 * @param sound whether the encoding is known and the bytes are of it
 */
record XmlEncoding(Bytes document, boolean sound) {

    private static final int LONGEST_DECLARATION = 256;

    static XmlEncoding of(Bytes body) {
        int length = body.length();
        int first = length > 0 ? body.at(0) : -1;
        int second = length > 1 ? body.at(1) : -1;
        if (first == 0xfe && second == 0xff || first == 0 && second == '<') {
            return decoded(body.slice(first == 0 ? 0 : 2, length), StandardCharsets.UTF_16BE);
        }
        if (first == 0xff && second == 0xfe || first == '<' && second == 0) {
            return decoded(body.slice(first == '<' ? 0 : 2, length), StandardCharsets.UTF_16LE);
        }
        if (first == 0xef && second == 0xbb && length > 2 && body.at(2) == 0xbf) {
            return utf8(body.slice(3, length));
        }
        String name = declared(body);
        if (name.isEmpty() || name.startsWith("utf-8") || name.startsWith("utf-16") || name.equals("us-ascii")) {
            return utf8(body);
        }
        try {
            return decoded(body, Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return new XmlEncoding(body, false);
        }
    }

    private static XmlEncoding decoded(Bytes body, Charset charset) {
        boolean sound = true;
        String text;
        try {
            text = charset.newDecoder()
                    .decode(ByteBuffer.wrap(body.array(), body.from(), body.length()))
                    .toString();
        } catch (CharacterCodingException e) {
            sound = false;
            text = new String(body.array(), body.from(), body.length(), charset);
        }
        return new XmlEncoding(Bytes.of(text.getBytes(StandardCharsets.UTF_8)), sound);
    }

    private static XmlEncoding utf8(Bytes body) {
        byte[] in = body.array();
        int at = body.from();
        int end = body.to();
        boolean sound = true;
        while (at < end && sound) {
            int lead = in[at++];
            if (lead < 0) {
                int more = lead >> 5 == -2 ? 1 : lead >> 4 == -2 ? 2 : lead >> 3 == -2 ? 3 : 0;
                sound = more > 0;
                while (more > 0 && at < end && sound) {
                    sound = (in[at++] & 0xc0) == 0x80;
                    more--;
                }
            }
        }
        return new XmlEncoding(body, sound);
    }

    /** The encoding that the declaration names, lower case; empty without one. */
    private static String declared(Bytes body) {
        String head =
                body.slice(0, Math.min(body.length(), LONGEST_DECLARATION)).text();
        int end = head.indexOf("?>");
        if (!head.startsWith("<?xml") || end < 0) {
            return "";
        }
        int at = head.indexOf("encoding");
        int open = at < 0 ? -1 : Math.min(quote(head, '"', at), quote(head, '\'', at));
        int close = open < 0 || open >= end ? -1 : head.indexOf(head.charAt(open), open + 1);
        return close < 0 || close > end ? "" : head.substring(open + 1, close).toLowerCase(Locale.ROOT);
    }

    private static int quote(String head, char quote, int from) {
        int at = head.indexOf(quote, from);
        return at < 0 ? Integer.MAX_VALUE : at;
    }
}
