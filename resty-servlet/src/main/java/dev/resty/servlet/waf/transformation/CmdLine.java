// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code cmdLine}: a command as a shell would run it: without backslashes, quotes and carets, with commas and semicolons as
 * white space, of which a run is one space and none stands before a slash or parenthesis; in lower case.
 */
final class CmdLine extends Rewriting {

    private static final int TRIGGERS = ByteKinds.QUOTE
            | ByteKinds.BACKSLASH
            | ByteKinds.CARET
            | ByteKinds.SPACE
            | ByteKinds.CONTROL_SPACE
            | ByteKinds.COMMA
            | ByteKinds.UPPER;

    CmdLine() {
        super("cmdLine", TRIGGERS);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        byte[] out = new byte[value.length()];
        int length = 0;
        boolean within = false;
        for (int i = value.from(); i < value.to(); i++) {
            byte b = in[i];
            switch (b) {
                case '"', '\'', '\\', '^' -> {}
                case ' ', ',', ';', '\t', '\r', '\n' -> {
                    if (!within) {
                        out[length++] = ' ';
                    }
                    within = true;
                }
                case '/', '(' -> {
                    if (within) {
                        length--;
                    }
                    out[length++] = b;
                    within = false;
                }
                default -> {
                    out[length++] = b >= 'A' && b <= 'Z' ? (byte) (b + 0x20) : b;
                    within = false;
                }
            }
        }
        return written(value, out, length);
    }
}
