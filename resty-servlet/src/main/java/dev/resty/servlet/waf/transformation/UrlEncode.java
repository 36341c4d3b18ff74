// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code urlEncode}: all but ASCII letters, digits and {@code *} as {@code %xx}, a space as {@code +}. */
final class UrlEncode extends Rewriting {

    private static final int KEPT = ByteKinds.UPPER | ByteKinds.LOWER | ByteKinds.DIGIT | ByteKinds.STAR;

    UrlEncode() {
        super("urlEncode", ~(ByteKinds.ANY | KEPT));
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] out = new byte[3 * value.length()];
        int length = 0;
        byte[] in = value.array();
        for (int i = value.from(); i < value.to(); i++) {
            byte b = in[i];
            if (b == ' ') {
                out[length++] = '+';
            } else if (b == '*' || Octets.isAlphanumeric(b)) {
                out[length++] = b;
            } else {
                out[length++] = '%';
                out[length++] = Octets.digit(b >> 4);
                out[length++] = Octets.digit(b);
            }
        }
        return Bytes.of(out, 0, length);
    }
}
