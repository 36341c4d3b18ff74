// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code removeNulls}: without the NUL bytes. */
final class RemoveNulls extends Rewriting {

    RemoveNulls() {
        super("removeNulls", ByteKinds.NUL);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        byte[] out = new byte[value.length()];
        int length = 0;
        for (int i = value.from(); i < value.to(); i++) {
            if (in[i] != 0) {
                out[length++] = in[i];
            }
        }
        return Bytes.of(out, 0, length);
    }
}
