// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code urlDecode}: {@code %xx} and {@code +} decoded; a percent sign that begins no valid escape stands for itself. */
final class UrlDecode extends Rewriting {

    UrlDecode() {
        super("urlDecode", ByteKinds.PERCENT | ByteKinds.PLUS);
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
            out[length++] = size == 1 ? b : Octets.hex(in[i + 1], in[i + 2]);
            i += size;
        }
        return Bytes.of(out, 0, length);
    }

    /** How many bytes the escape has that a percent sign begins; 1 for none. */
    private static int size(byte[] in, int at, int to) {
        return at + 2 < to && Octets.isHexDigit(in[at + 1]) && Octets.isHexDigit(in[at + 2]) ? 3 : 1;
    }
}
