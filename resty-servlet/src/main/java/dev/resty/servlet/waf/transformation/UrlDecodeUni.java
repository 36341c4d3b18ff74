// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * {@code urlDecodeUni}: as {@code urlDecode}, and {@code %uXXXX}, which becomes the byte that the map gives for the code point;
 * without one its low byte, as ASCII for the full-width forms.
 */
final class UrlDecodeUni extends Rewriting {

    private final @Nullable UnicodeMap map;

    UrlDecodeUni(@Nullable UnicodeMap map) {
        super("urlDecodeUni", ByteKinds.PERCENT | ByteKinds.PLUS);
        this.map = map;
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        int first = value.from();
        while (first < to && in[first] != '+' && (in[first] != '%' || size(in, first, to) == 1)) {
            first++;
        }
        if (first == to) {
            return value;
        }
        byte[] out = begun(value, first);
        int length = first - value.from();
        for (int i = first; i < to; ) {
            byte b = in[i];
            if (b != '%') {
                out[length++] = b == '+' ? (byte) ' ' : b;
                i++;
                continue;
            }
            int size = size(in, i, to);
            out[length++] = size == 1 ? b : size == 3 ? Octets.hex(in[i + 1], in[i + 2]) : decoded(in, i + 2);
            i += size;
        }
        return Bytes.of(out, 0, length);
    }

    /** How many bytes the escape has that a percent sign begins; 1 for none. */
    private static int size(byte[] in, int at, int to) {
        if (isUnicode(in, at, to)) {
            return 6;
        }
        return at + 2 < to && Octets.isHexDigit(in[at + 1]) && Octets.isHexDigit(in[at + 2]) ? 3 : 1;
    }

    private static boolean isUnicode(byte[] in, int at, int to) {
        return at + 5 < to
                && (in[at + 1] | 0x20) == 'u'
                && Octets.isHexDigit(in[at + 2])
                && Octets.isHexDigit(in[at + 3])
                && Octets.isHexDigit(in[at + 4])
                && Octets.isHexDigit(in[at + 5]);
    }

    private byte decoded(byte[] in, int at) {
        if (map != null) {
            int mapped =
                    map.of((Octets.hex(in[at], in[at + 1]) & 0xff) << 8 | Octets.hex(in[at + 2], in[at + 3]) & 0xff);
            if (mapped >= 0) {
                return (byte) mapped;
            }
        }
        return Octets.narrow(in[at], in[at + 1], in[at + 2], in[at + 3]);
    }
}
