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
        byte[] out = new byte[value.length()];
        int length = 0;
        for (int i = value.from(); i < to; ) {
            if (in[i] == '0' && i + 1 < to && (in[i + 1] | 0x20) == 'x' && isPair(in, i + 2, to)) {
                for (i += 2; isPair(in, i, to); i += 2) {
                    out[length++] = Octets.hex(in[i], in[i + 1]);
                }
            } else {
                out[length++] = in[i++];
            }
        }
        return length == value.length() ? value : Bytes.of(out, 0, length);
    }

    private static boolean isPair(byte[] in, int at, int to) {
        return at + 1 < to && Octets.isHexDigit(in[at]) && Octets.isHexDigit(in[at + 1]);
    }
}
