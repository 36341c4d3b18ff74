// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.crypto;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/** ASN.1's distinguished encoding, as far as keys, signatures and certificates need it. Read from front to back; not safe for concurrent use. */
final class Der {

    static final int BOOLEAN = 0x01;
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OID = 0x06;
    static final int UTF8 = 0x0c;
    static final int PRINTABLE = 0x13;
    static final int IA5 = 0x16;
    static final int UTC_TIME = 0x17;
    static final int TIME = 0x18;
    static final int SEQUENCE = 0x30;
    static final int SET = 0x31;
    static final byte[] NULL = {0x05, 0};

    private static final int CONTEXT = 0xa0;

    private static final DateTimeFormatter TIME_FORMAT = DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'");

    private final byte[] bytes;
    private int at;
    private final int end;

    Der(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private Der(byte[] bytes, int at, int end) {
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Whether an encoding ends before its first part does. */
    static boolean isCut(byte[] encoded) {
        Der all = new Der(encoded);
        all.at = Math.min(1, encoded.length);
        try {
            return all.length() > all.end - all.at;
        } catch (CryptoException e) {
            return true;
        }
    }

    /** Whether anything follows. */
    boolean hasMore() {
        return at < end;
    }

    /** Whether a part of that kind follows. */
    boolean follows(int tag) {
        return at < end && (bytes[at] & 0xff) == tag;
    }

    /** Whether {@code [number]} follows. */
    boolean followsContext(int number) {
        return follows(CONTEXT | number);
    }

    /** What is in the next part, which must be of that kind. */
    Der enter(int tag) throws CryptoException {
        if (!follows(tag)) {
            throw new CryptoException("wrong tag");
        }
        at++;
        int length = length();
        if (length < 0 || length > end - at) {
            throw new CryptoException("too long");
        }
        Der inside = new Der(bytes, at, at + length);
        at += length;
        return inside;
    }

    /** What is in the next part, {@code [number]}. */
    Der enterContext(int number) throws CryptoException {
        return enter(CONTEXT | number);
    }

    private int length() throws CryptoException {
        if (at >= end) {
            throw new CryptoException("header too long");
        }
        int first = bytes[at++] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        if (count == 0 || count > 4 || count > end - at) {
            throw new CryptoException("header too long");
        }
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | bytes[at++] & 0xff;
        }
        return length;
    }

    /** Leaves the next part out, whatever it is. */
    void skip() throws CryptoException {
        if (at < end) {
            enter(bytes[at] & 0xff);
        }
    }

    /** The kind of the next part; -1 at the end. */
    int tag() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    /** The next part with its tag. */
    byte[] whole() throws CryptoException {
        int from = at;
        skip();
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** A time, in seconds since 1970. */
    long time() throws CryptoException {
        boolean shortYear = follows(UTC_TIME);
        String text = new String(enter(shortYear ? UTC_TIME : TIME).rest(), StandardCharsets.ISO_8859_1);
        String year = shortYear ? (text.compareTo("50") < 0 ? "20" : "19") + text : text;
        try {
            return LocalDateTime.parse(year, TIME_FORMAT).toEpochSecond(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new CryptoException("bad time value", e);
        }
    }

    /** What is in the next part, whatever that is. */
    byte[] content() throws CryptoException {
        if (at >= end) {
            throw new CryptoException("too long");
        }
        return enter(bytes[at] & 0xff).rest();
    }

    /** The bytes that follow, with tags and all. */
    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, end);
    }

    BigInteger integer() throws CryptoException {
        byte[] value = enter(INTEGER).rest();
        if (value.length == 0) {
            throw new CryptoException("wrong tag");
        }
        return new BigInteger(value);
    }

    byte[] octets() throws CryptoException {
        return enter(OCTET_STRING).rest();
    }

    /** The bytes of a string of bits, which must be whole ones. */
    byte[] bits() throws CryptoException {
        byte[] value = enter(BIT_STRING).rest();
        if (value.length == 0 || value[0] != 0) {
            throw new CryptoException("invalid bit string bits left");
        }
        return Arrays.copyOfRange(value, 1, value.length);
    }

    /** An object identifier with dots. */
    String oid() throws CryptoException {
        byte[] value = enter(OID).rest();
        StringBuilder text = new StringBuilder();
        long arc = 0;
        for (byte b : value) {
            arc = arc << 7 | b & 0x7f;
            if (b >= 0) {
                if (text.isEmpty()) {
                    long first = Math.min(2, arc / 40);
                    text.append(first).append('.').append(arc - first * 40);
                } else {
                    text.append('.').append(arc);
                }
                arc = 0;
            }
        }
        return text.toString();
    }

    /** A part of that kind. */
    static byte[] part(int tag, byte[]... contents) {
        ByteArrayOutputStream inside = new ByteArrayOutputStream();
        for (byte[] content : contents) {
            inside.writeBytes(content);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = inside.size();
        if (length < 0x80) {
            out.write(length);
        } else {
            int count = (39 - Integer.numberOfLeadingZeros(length)) / 8;
            out.write(0x80 | count);
            for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
                out.write(length >>> shift);
            }
        }
        out.writeBytes(inside.toByteArray());
        return out.toByteArray();
    }

    static byte[] sequence(byte[]... contents) {
        return part(SEQUENCE, contents);
    }

    static byte[] context(int number, byte[]... contents) {
        return part(CONTEXT | number, contents);
    }

    static byte[] integer(BigInteger value) {
        return part(INTEGER, value.toByteArray());
    }

    /** A time: with a year of two digits until 2049, as X.509 wants it. */
    static byte[] time(long seconds) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        String text = time.format(TIME_FORMAT);
        boolean shortYear = time.getYear() >= 1950 && time.getYear() < 2050;
        byte[] bytes = (shortYear ? text.substring(2) : text).getBytes(StandardCharsets.ISO_8859_1);
        return part(shortYear ? UTC_TIME : TIME, bytes);
    }

    /** {@code TRUE}. */
    static byte[] yes() {
        return part(BOOLEAN, new byte[] {(byte) 0xff});
    }

    static byte[] octets(byte[] value) {
        return part(OCTET_STRING, value);
    }

    static byte[] bits(byte[] value) {
        return part(BIT_STRING, new byte[1], value);
    }

    static byte[] oid(String dots) {
        String[] arcs = dots.split("\\.");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        arc(out, Long.parseLong(arcs[0]) * 40 + Long.parseLong(arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            arc(out, Long.parseLong(arcs[i]));
        }
        return part(OID, out.toByteArray());
    }

    private static void arc(ByteArrayOutputStream out, long value) {
        int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(value)) / 7);
        for (int i = groups - 1; i >= 0; i--) {
            out.write((int) (value >>> 7 * i & 0x7f) | (i > 0 ? 0x80 : 0));
        }
    }
}
