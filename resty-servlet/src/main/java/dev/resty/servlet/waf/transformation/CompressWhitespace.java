// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code compressWhitespace}: a run of white space, in which 0xa0 counts as in ModSecurity v2, becomes one space.
 */
final class CompressWhitespace extends Rewriting {

    CompressWhitespace() {
        super("compressWhitespace", ByteKinds.SPACE | ByteKinds.CONTROL_SPACE | ByteKinds.NO_BREAK_SPACE);
    }

    @Override
    Bytes rewrite(Bytes value) {
        int at = firstChange(value);
        if (at == value.to()) {
            return value;
        }
        byte[] in = value.array();
        byte[] out = new byte[value.length()];
        int length = at - value.from();
        System.arraycopy(in, value.from(), out, 0, length);
        boolean within = length > 0 && out[length - 1] == ' ';
        for (; at < value.to(); at++) {
            boolean space = isSpace(in[at]);
            if (!space) {
                out[length++] = in[at];
            } else if (!within) {
                out[length++] = ' ';
            }
            within = space;
        }
        return Bytes.of(out, 0, length);
    }

    private static int firstChange(Bytes value) {
        byte[] in = value.array();
        boolean within = false;
        for (int i = value.from(); i < value.to(); i++) {
            boolean space = isSpace(in[i]);
            if (space && (within || in[i] != ' ')) {
                return i;
            }
            within = space;
        }
        return value.to();
    }

    private static boolean isSpace(byte b) {
        return Octets.isSpace(b) || b == (byte) 0xa0;
    }
}
