// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code escapeSeqDecode}: C's escapes; a backslash before what is none is left out. */
final class EscapeSeqDecode extends Rewriting {

    EscapeSeqDecode() {
        super("escapeSeqDecode", ByteKinds.BACKSLASH);
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
                continue;
            }
            byte next = in[i + 1];
            if ((next | 0x20) == 'x' && i + 3 < to && Octets.isHexDigit(in[i + 2]) && Octets.isHexDigit(in[i + 3])) {
                out[length++] = Octets.hex(in[i + 2], in[i + 3]);
                i += 4;
            } else if (Octets.isOctalDigit(next)) {
                int c = 0;
                int end = Math.min(i + 4, to);
                for (i++; i < end && Octets.isOctalDigit(in[i]); i++) {
                    c = c * 8 + (in[i] - '0');
                }
                out[length++] = (byte) c;
            } else {
                int control = Octets.control(next);
                out[length++] = control < 0 ? next : (byte) control;
                i += 2;
            }
        }
        return length == value.length() ? value : Bytes.of(out, 0, length);
    }
}
