// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;
import java.nio.charset.StandardCharsets;

/** Bytes of an XML document, UTF-8, and where in them the reader is: the body, or what an entity stands for. */
final class XmlInput {

    private static final boolean[] NAME = names();

    final byte[] in;

    final int end;

    int at;

    XmlInput(Bytes bytes) {
        this.in = bytes.array();
        this.at = bytes.from();
        this.end = bytes.to();
    }

    private static boolean[] names() {
        boolean[] names = new boolean[256];
        for (int c = 0; c < 256; c++) {
            names[c] = c >= '0' && c <= '9'
                    || c >= 'A' && c <= 'Z'
                    || c >= 'a' && c <= 'z'
                    || c >= 0x80
                    || c == '_'
                    || c == ':'
                    || c == '-'
                    || c == '.';
        }
        return names;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }

    boolean atEnd() {
        return at == end;
    }

    /** The byte here; the end is a cut. */
    byte peek() throws XmlException {
        if (at == end) {
            throw XmlException.CUT;
        }
        return in[at];
    }

    /** The byte some bytes ahead; behind the end is a cut. */
    byte ahead(int bytes) throws XmlException {
        if (at + bytes >= end) {
            throw XmlException.CUT;
        }
        return in[at + bytes];
    }

    /** Steps over a byte that must be here. */
    void expect(char wanted) throws XmlException {
        if (peek() != wanted) {
            throw XmlException.MALFORMED;
        }
        at++;
    }

    /** Whether a text is here; the end within it is a cut. */
    boolean looksAt(byte[] text) throws XmlException {
        for (int i = 0; i < text.length; i++) {
            if (at + i == end) {
                throw XmlException.CUT;
            }
            if (in[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Steps over white space; whether there is any. */
    boolean skipSpace() {
        int from = at;
        while (at < end && isSpace(in[at])) {
            at++;
        }
        return at > from;
    }

    /** Reads a name. */
    Bytes name() throws XmlException {
        int from = at;
        byte first = peek();
        if (!NAME[first & 0xff] || first == '-' || first == '.' || first >= '0' && first <= '9') {
            throw XmlException.MALFORMED;
        }
        while (at < end && NAME[in[at] & 0xff]) {
            at++;
        }
        if (at == end) {
            throw XmlException.CUT;
        }
        return Bytes.of(in, from, at);
    }

    /** Finds a text, and steps behind it; returns where it begins. The end is a cut, behind everything. */
    int skipPast(byte[] text) throws XmlException {
        int last = end - text.length;
        while (at <= last) {
            int i = 0;
            while (i < text.length && in[at + i] == text[i]) {
                i++;
            }
            if (i == text.length) {
                int found = at;
                at += text.length;
                return found;
            }
            at++;
        }
        at = end;
        throw XmlException.CUT;
    }

    /** Reads a literal in quotes of either kind. */
    Bytes literal() throws XmlException {
        byte quote = peek();
        if (quote != '"' && quote != '\'') {
            throw XmlException.MALFORMED;
        }
        int from = ++at;
        while (peek() != quote) {
            at++;
        }
        return Bytes.of(in, from, at++);
    }

    /**
     * Reads what follows {@code &#} and the semicolon.
     *
     * @return the character's code point, -1 where XML has no such character
     */
    int characterReference() throws XmlException {
        boolean hex = peek() == 'x';
        if (hex) {
            at++;
        }
        int from = at;
        int value = 0;
        while (peek() != ';') {
            int digit = QueryString.hex(in[at]);
            if (digit < 0 || !hex && digit > 9) {
                throw XmlException.MALFORMED;
            }
            value = value > 0x10ffff ? value : value * (hex ? 16 : 10) + digit;
            at++;
        }
        if (at == from) {
            throw XmlException.MALFORMED;
        }
        at++;
        boolean control = value < ' ' && value != '\t' && value != '\n' && value != '\r';
        boolean none = value > 0x10ffff || value >= 0xd800 && value < 0xe000 || value == 0xfffe || value == 0xffff;
        return control || none ? -1 : value;
    }
}
