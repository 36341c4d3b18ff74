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
        int first = value.from();
        while (first < to && !isOpening(in, first, to)) {
            first++;
        }
        if (first == to) {
            return value;
        }
        byte[] out = begun(value, first);
        int length = first - value.from();
        for (int i = first; i < to; ) {
            if (isOpening(in, i, to)) {
                out[length++] = ' ';
                i = behind(in, i + 2, to);
            } else {
                out[length++] = in[i++];
            }
        }
        return Bytes.of(out, 0, length);
    }

    private static boolean isOpening(byte[] in, int at, int to) {
        return in[at] == '/' && at + 1 < to && in[at + 1] == '*';
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
