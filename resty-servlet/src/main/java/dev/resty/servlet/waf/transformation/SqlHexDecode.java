// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code sqlHexDecode}: the bytes that SQL's hexadecimal literals write, like {@code ABC} for {@code 0x414243}. */
final class SqlHexDecode extends Rewriting {

    SqlHexDecode() {
        super("sqlHexDecode", ByteKinds.DIGIT);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        int first = value.from();
        while (first < to && !isLiteral(in, first, to)) {
            first++;
        }
        if (first == to) {
            return value;
        }
        byte[] out = begun(value, first);
        int length = first - value.from();
        for (int i = first; i < to; ) {
            if (isLiteral(in, i, to)) {
                for (i += 2; isPair(in, i, to); i += 2) {
                    out[length++] = Octets.hex(in[i], in[i + 1]);
                }
            } else {
                out[length++] = in[i++];
            }
        }
        return Bytes.of(out, 0, length);
    }

    private static boolean isLiteral(byte[] in, int at, int to) {
        return in[at] == '0' && at + 1 < to && (in[at + 1] | 0x20) == 'x' && isPair(in, at + 2, to);
    }

    private static boolean isPair(byte[] in, int at, int to) {
        return at + 1 < to && Octets.isHexDigit(in[at]) && Octets.isHexDigit(in[at + 1]);
    }
}
