// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.body;

import dev.resty.servlet.waf.value.Bytes;

/**
 * Names and values of a query or of an {@code application/x-www-form-urlencoded} body. Stateless, safe for concurrent use.
 *
 * <p>As ModSecurity's: each separator ends an argument, an empty one too; what has no {@code =} is a name with an empty value;
 * {@code +} is a space; an escape without two hexadecimal digits stays as it is and sets
 * {@link BodySink.Flag#URLENCODED_ERROR}. Values without escapes share the query's array; the others share one array for all of
 * them.
 */
public final class QueryString {

    private static final byte[] HEX = hex();

    private final byte[] in;

    private final int end;

    private final byte separator;

    /** Where decoded bytes go; made when first needed. */
    private byte[] out = Bytes.EMPTY.array();

    private int written;

    private int at;

    private boolean invalid;

    private QueryString(Bytes query, byte separator) {
        this.in = query.array();
        this.at = query.from();
        this.end = query.to();
        this.separator = separator;
    }

    /**
     * Adds the arguments of a query or body to a sink.
     *
     * @param query without {@code ?}, may be empty
     * @param limits of which {@link BodyLimits#arguments} and {@link BodyLimits#separator} are looked at
     * @param part the collection that they belong to
     * @return how many were added
     */
    public static int parse(Bytes query, BodyLimits limits, BodySink.Part part, BodySink sink) {
        return query.isEmpty() ? 0 : new QueryString(query, limits.separator()).run(limits.arguments(), part, sink);
    }

    private int run(int limit, BodySink.Part part, BodySink sink) {
        int count = 0;
        while (at < end) {
            if (count == limit) {
                sink.error("SecArgumentsLimit exceeded");
                break;
            }
            Bytes name = next(true);
            Bytes value = Bytes.EMPTY;
            if (at < end && in[at] == '=' && in[at] != separator) {
                at++;
                value = next(false);
            }
            at++;
            sink.add(part, name, value);
            count++;
        }
        if (invalid) {
            sink.flag(BodySink.Flag.URLENCODED_ERROR, 1);
        }
        return count;
    }

    /** Reads up to the separator, or {@code =} where a name ends. */
    private Bytes next(boolean name) {
        byte[] bytes = in;
        int from = at;
        int i = from;
        boolean escaped = false;
        while (i < end) {
            byte b = bytes[i];
            if (b == separator || b == '=' && name) {
                break;
            }
            escaped |= b == '%' || b == '+';
            i++;
        }
        at = i;
        return escaped ? decoded(from, i) : Bytes.of(bytes, from, i);
    }

    private Bytes decoded(int from, int to) {
        if (written == 0) {
            out = new byte[end - from];
        }
        byte[] bytes = in;
        int begin = written;
        int w = begin;
        int i = from;
        while (i < to) {
            byte b = bytes[i++];
            if (b == '+') {
                out[w++] = ' ';
            } else if (b != '%') {
                out[w++] = b;
            } else if (i + 1 < to && HEX[bytes[i] & 0xff] >= 0 && HEX[bytes[i + 1] & 0xff] >= 0) {
                out[w++] = (byte) (HEX[bytes[i] & 0xff] << 4 | HEX[bytes[i + 1] & 0xff]);
                i += 2;
            } else {
                invalid = true;
                out[w++] = b;
            }
        }
        written = w;
        return Bytes.of(out, begin, w);
    }

    /** Escapes decoded as in a path: {@code +} stays, bad escapes stay. The same bytes where there are none. */
    static Bytes unescape(Bytes path) {
        int percent = 0;
        int length = path.length();
        while (percent < length && path.at(percent) != '%') {
            percent++;
        }
        if (percent == length) {
            return path;
        }
        byte[] out = new byte[length];
        int w = 0;
        for (int i = 0; i < length; i++) {
            int b = path.at(i);
            if (b == '%' && i + 2 < length && HEX[path.at(i + 1)] >= 0 && HEX[path.at(i + 2)] >= 0) {
                b = HEX[path.at(i + 1)] << 4 | HEX[path.at(i + 2)];
                i += 2;
            }
            out[w++] = (byte) b;
        }
        return Bytes.of(out, 0, w);
    }

    /** A byte's value as a hexadecimal digit, -1 where it's none. */
    static int hex(byte b) {
        return HEX[b & 0xff];
    }

    private static byte[] hex() {
        byte[] table = new byte[256];
        for (int c = 0; c < 256; c++) {
            table[c] = (byte) (c < 0x80 ? Character.digit(c, 16) : -1);
        }
        return table;
    }
}
