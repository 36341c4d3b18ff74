// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;

/** {@code replaceNulls}: each NUL byte becomes a space. */
final class ReplaceNulls extends Rewriting {

    ReplaceNulls() {
        super("replaceNulls", ByteKinds.NUL);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] out = Arrays.copyOfRange(value.array(), value.from(), value.to());
        for (int i = 0; i < out.length; i++) {
            if (out[i] == 0) {
                out[i] = ' ';
            }
        }
        return Bytes.of(out);
    }
}
