// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code hexEncode}: two hexadecimal digits in lower case for each byte. */
final class HexEncode extends Rewriting {

    HexEncode() {
        super("hexEncode", ByteKinds.ANY);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] out = new byte[2 * value.length()];
        for (int i = 0; i < value.length(); i++) {
            out[2 * i] = Octets.digit(value.at(i) >> 4);
            out[2 * i + 1] = Octets.digit(value.at(i));
        }
        return Bytes.of(out);
    }
}
