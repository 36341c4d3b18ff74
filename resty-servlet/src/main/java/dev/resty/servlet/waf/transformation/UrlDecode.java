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
        byte[] out = new byte[value.length()];
        int length = 0;
        boolean changed = false;
        for (int i = value.from(); i < to; i++) {
            byte b = in[i];
            if (b == '+') {
                b = ' ';
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
}
