// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code replaceComments}: each of C's comments becomes a space, an unclosed one too. */
final class ReplaceComments extends Rewriting {

    ReplaceComments() {
        super("replaceComments", ByteKinds.STAR);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte[] out = new byte[value.length()];
        int length = 0;
        for (int i = value.from(); i < to; ) {
            if (in[i] == '/' && i + 1 < to && in[i + 1] == '*') {
                out[length++] = ' ';
                i = behind(in, i + 2, to);
            } else {
                out[length++] = in[i++];
            }
        }
        return length == value.length() ? value : Bytes.of(out, 0, length);
    }

    private static int behind(byte[] in, int begin, int to) {
        for (int i = begin; i + 1 < to; i++) {
            if (in[i] == '*' && in[i + 1] == '/') {
                return i + 2;
            }
        }
        return to;
    }
}
