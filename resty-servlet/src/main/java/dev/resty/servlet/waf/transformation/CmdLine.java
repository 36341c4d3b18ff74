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
        int first = firstChange(value);
        if (first == value.to()) {
            return value;
        }
        byte[] in = value.array();
        byte[] out = begun(value, first);
        int length = first - value.from();
        boolean within = length > 0 && out[length - 1] == ' ';
        for (int i = first; i < value.to(); i++) {
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

    /** Where the first byte is that doesn't stay as it is; the value's end for none. */
    private static int firstChange(Bytes value) {
        byte[] in = value.array();
        byte before = 0;
        for (int i = value.from(); i < value.to(); i++) {
            byte b = in[i];
            boolean changes =
                    switch (b) {
                        case '"', '\'', '\\', '^', ',', ';', '\t', '\r', '\n' -> true;
                        case ' ', '/', '(' -> before == ' ';
                        default -> b >= 'A' && b <= 'Z';
                    };
            if (changes) {
                return i;
            }
            before = b;
        }
        return value.to();
    }
}
