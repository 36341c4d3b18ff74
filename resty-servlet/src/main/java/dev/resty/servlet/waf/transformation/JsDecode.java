// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code jsDecode}: JavaScript's escapes; of a code point only the low byte, as ASCII for the full-width forms. An octal escape
 * of three digits that is no byte takes two.
 */
final class JsDecode extends Rewriting {

    JsDecode() {
        super("jsDecode", ByteKinds.BACKSLASH);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte[] out = new byte[value.length()];
        int length = 0;
        for (int i = value.from(); i < to; ) {
            if (in[i] != '\\' || i + 1 == to) {
                out[length++] = in[i++];
            } else if (isHex(in, i, to, 'u', 4)) {
                out[length++] = Octets.narrow(in[i + 2], in[i + 3], in[i + 4], in[i + 5]);
                i += 6;
            } else if (isHex(in, i, to, 'x', 2)) {
                out[length++] = Octets.hex(in[i + 2], in[i + 3]);
                i += 4;
            } else if (Octets.isOctalDigit(in[i + 1])) {
                int digits = octalDigits(in, i + 1, to);
                int c = 0;
                for (int k = 1; k <= digits; k++) {
                    c = c * 8 + (in[i + k] - '0');
                }
                out[length++] = (byte) c;
                i += 1 + digits;
            } else {
                int control = Octets.control(in[i + 1]);
                out[length++] = control < 0 ? in[i + 1] : (byte) control;
                i += 2;
            }
        }
        return length == value.length() ? value : Bytes.of(out, 0, length);
    }

    private static boolean isHex(byte[] in, int at, int to, char letter, int digits) {
        if (at + 1 + digits >= to || in[at + 1] != letter) {
            return false;
        }
        for (int k = 0; k < digits; k++) {
            if (!Octets.isHexDigit(in[at + 2 + k])) {
                return false;
            }
        }
        return true;
    }

    private static int octalDigits(byte[] in, int at, int to) {
        int most = Math.min(in[at] > '3' ? 2 : 3, to - at);
        int digits = 1;
        while (digits < most && Octets.isOctalDigit(in[at + digits])) {
            digits++;
        }
        return digits;
    }
}
