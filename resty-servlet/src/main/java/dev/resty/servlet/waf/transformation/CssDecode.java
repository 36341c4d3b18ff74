// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code cssDecode}: CSS's escapes of up to six hexadecimal digits, of which the last two count, as ASCII for the full-width
 * forms; one white space behind them belongs to them. A backslash before other bytes, before a newline together with it, and at
 * the end is left out.
 */
final class CssDecode extends Rewriting {

    private static final int MOST_DIGITS = 6;

    CssDecode() {
        super("cssDecode", ByteKinds.BACKSLASH);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte[] out = new byte[value.length()];
        int length = 0;
        for (int i = value.from(); i < to; ) {
            if (in[i] != '\\') {
                out[length++] = in[i++];
                continue;
            }
            i++;
            int digits = hexDigits(in, i, to);
            if (digits > 0) {
                out[length++] = decoded(in, i, digits);
                i += digits;
                if (i < to && Octets.isSpace(in[i])) {
                    i++;
                }
            } else if (i < to && in[i] == '\n') {
                i++;
            } else if (i < to) {
                out[length++] = in[i++];
            }
        }
        return Bytes.of(out, 0, length);
    }

    private static int hexDigits(byte[] in, int at, int to) {
        int digits = 0;
        while (digits < MOST_DIGITS && at + digits < to && Octets.isHexDigit(in[at + digits])) {
            digits++;
        }
        return digits;
    }

    private static byte decoded(byte[] in, int at, int digits) {
        if (digits == 1) {
            return (byte) Octets.hex(in[at]);
        }
        int last = at + digits - 4;
        for (int i = at; i < last; i++) {
            if (in[i] != '0') {
                return Octets.hex(in[last + 2], in[last + 3]);
            }
        }
        return digits < 4
                ? Octets.hex(in[last + 2], in[last + 3])
                : Octets.narrow(in[last], in[last + 1], in[last + 2], in[last + 3]);
    }
}
