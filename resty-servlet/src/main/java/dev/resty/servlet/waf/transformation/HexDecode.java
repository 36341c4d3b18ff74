// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code hexDecode}: a byte for each two, hexadecimal digits or not; an odd last one is left out. */
final class HexDecode extends Rewriting {

    HexDecode() {
        super("hexDecode", ByteKinds.ANY);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        byte[] out = new byte[value.length() / 2];
        for (int i = 0; i < out.length; i++) {
            int at = value.from() + 2 * i;
            out[i] = Octets.hex(in[at], in[at + 1]);
        }
        return Bytes.of(out);
    }
}
