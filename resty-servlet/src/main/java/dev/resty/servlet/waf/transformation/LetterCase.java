// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code lowercase} and {@code uppercase}: ASCII letters in one case. */
final class LetterCase extends Rewriting {

    private final int first;

    LetterCase(String name, boolean upper) {
        super(name, upper ? ByteKinds.LOWER : ByteKinds.UPPER);
        this.first = upper ? 'a' : 'A';
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        byte[] out = new byte[value.length()];
        int from = value.from();
        for (int i = 0; i < out.length; i++) {
            byte b = in[from + i];
            out[i] = b >= first && b < first + 26 ? (byte) (b ^ 0x20) : b;
        }
        return Bytes.of(out);
    }
}
