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
        byte[] out = new byte[value.length()];
        int length = 0;
        boolean changed = false;
        for (int i = value.from(); i < to; i++) {
            byte b = in[i];
            if (b == '+') {
                b = ' ';
                changed = true;
            } else if (b == '%' && isUnicode(in, i, to)) {
                b = decoded(in, i + 2);
                i += 5;
                changed = true;
            } else if (b == '%' && i + 2 < to && Octets.isHexDigit(in[i + 1]) && Octets.isHexDigit(in[i + 2])) {
                b = Octets.hex(in[i + 1], in[i + 2]);
                i += 2;
                changed = true;
            }
            out[length++] = b;
        }
        return changed ? Bytes.of(out, 0, length) : value;
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
