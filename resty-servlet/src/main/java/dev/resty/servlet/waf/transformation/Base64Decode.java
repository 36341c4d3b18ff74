// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;

/**
 * {@code base64Decode} up to the first byte that is none of base64's, and {@code base64DecodeExt}, which skips such bytes.
 */
final class Base64Decode extends Rewriting {

    private static final byte[] SIX_BITS = table();

    private final boolean forgiving;

    Base64Decode(String name, boolean forgiving) {
        super(name, ByteKinds.ANY);
        this.forgiving = forgiving;
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte[] out = new byte[value.length() * 3 / 4 + 1];
        int length = 0;
        int digits = 0;
        int bits = 0;
        for (int i = value.from(); i < to; i++) {
            int six = SIX_BITS[in[i] & 0xff];
            if (six >= 0) {
                bits = bits << 6 | six;
                digits++;
                if ((digits & 3) != 1) {
                    int shift = 6 - 2 * (digits - 1 & 3);
                    out[length++] = (byte) (bits >> shift);
                }
            } else if (!forgiving) {
                break;
            } else if (in[i] == '=' && (digits & 3) == 1 && (i + 1 == to || in[i + 1] != '=')) {
                return Bytes.EMPTY;
            }
        }
        return written(value, out, length);
    }

    private static byte[] table() {
        byte[] table = new byte[256];
        Arrays.fill(table, (byte) -1);
        String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < digits.length(); i++) {
            table[digits.charAt(i)] = (byte) i;
        }
        return table;
    }
}
