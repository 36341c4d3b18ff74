// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code utf8toUnicode}: UTF-8's sequences as {@code %uXXXX} of their code points. As in ModSecurity, the first byte of a
 * sequence that isn't one is left out, bytes that can begin none stay, NULs but a last one are left out, and overlong sequences
 * and surrogates are followed by their first byte.
 */
final class Utf8ToUnicode extends Rewriting {

    Utf8ToUnicode() {
        super("utf8toUnicode", ByteKinds.HIGH | ByteKinds.NUL);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte[] out = new byte[4 * value.length()];
        int length = 0;
        for (int i = value.from(); i < to; ) {
            int c = in[i] & 0xff;
            int size = size(c);
            if (size == 1) {
                if (c != 0 || i + 1 == to) {
                    out[length++] = (byte) c;
                }
                i++;
                continue;
            }
            if (c >= 0xf5) {
                out[length++] = (byte) c;
            }
            if (!isSequence(in, i, size, to)) {
                i++;
                continue;
            }
            int codePoint = codePoint(in, i, size);
            length = write(codePoint, out, length);
            if (codePoint >= 0xd800 && codePoint <= 0xdfff || isOverlong(codePoint, size)) {
                out[length++] = (byte) c;
            }
            i += size;
        }
        return written(value, out, length);
    }

    /** How many bytes a sequence that begins with a byte has; 1 for a byte that begins none. */
    private static int size(int first) {
        return first < 0xc0 || first >= 0xf8 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    private static boolean isSequence(byte[] in, int at, int size, int to) {
        if (at + size > to) {
            return false;
        }
        for (int k = 1; k < size; k++) {
            if ((in[at + k] & 0xc0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    private static int codePoint(byte[] in, int at, int size) {
        int codePoint = in[at] & (0x7f >> size);
        for (int k = 1; k < size; k++) {
            codePoint = codePoint << 6 | in[at + k] & 0x3f;
        }
        return codePoint;
    }

    private static boolean isOverlong(int codePoint, int size) {
        return codePoint < (size == 2 ? 0x80 : size == 3 ? 0x800 : 0x10000);
    }

    private static int write(int codePoint, byte[] out, int at) {
        int length = at;
        out[length++] = '%';
        out[length++] = 'u';
        for (int shift = codePoint > 0xfffff ? 20 : codePoint > 0xffff ? 16 : 12; shift >= 0; shift -= 4) {
            out[length++] = Octets.digit(codePoint >> shift);
        }
        return length;
    }
}
