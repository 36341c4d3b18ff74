// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code removeWhitespace}: without white space and without 0xa0, the no-break space of ISO-8859-1, as ModSecurity v2. */
final class RemoveWhitespace extends Rewriting {

    RemoveWhitespace() {
        super("removeWhitespace", ByteKinds.SPACE | ByteKinds.CONTROL_SPACE | ByteKinds.NO_BREAK_SPACE);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        byte[] out = new byte[value.length()];
        int length = 0;
        for (int i = value.from(); i < value.to(); i++) {
            byte b = in[i];
            if (!Octets.isSpace(b) && b != (byte) 0xa0) {
                out[length++] = b;
            }
        }
        return Bytes.of(out, 0, length);
    }
}
