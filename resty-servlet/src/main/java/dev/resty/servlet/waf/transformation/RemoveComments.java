// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code removeComments}: without what stands in C's and HTML's comments, and without what follows SQL's {@code --} and
 * {@code #}. An unclosed comment becomes a space. As in ModSecurity the byte behind a comment begins none, and a NUL stands for
 * it at the value's end.
 */
final class RemoveComments extends Rewriting {

    RemoveComments() {
        super("removeComments", ByteKinds.STAR | ByteKinds.DASH | ByteKinds.HASH);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        int at = value.from();
        while (at < to && !isLast(in, at, to) && opening(in, at, to) < 0) {
            at++;
        }
        if (at == to) {
            return value;
        }
        byte[] out = begun(value, at);
        int length = at - value.from();
        while (at < to && !isLast(in, at, to)) {
            int begin = opening(in, at, to);
            if (begin < 0) {
                out[length++] = in[at++];
                continue;
            }
            at = behind(in, begin, to);
            if (at < 0) {
                out[length++] = ' ';
                break;
            }
            out[length++] = at < to ? in[at] : 0;
            at++;
        }
        return Bytes.of(out, 0, length);
    }

    private static boolean isLast(byte[] in, int at, int to) {
        return in[at] == '#' || in[at] == '-' && at + 1 < to && in[at + 1] == '-';
    }

    /** Behind what opens a comment at a place; -1 where none is opened. */
    private static int opening(byte[] in, int at, int to) {
        if (in[at] == '/' && at + 1 < to && in[at + 1] == '*') {
            return at + 2;
        }
        boolean html = in[at] == '<' && at + 3 < to && in[at + 1] == '!' && in[at + 2] == '-' && in[at + 3] == '-';
        return html ? at + 4 : -1;
    }

    /** Behind what closes the comment, of either kind; -1 where nothing does. */
    private static int behind(byte[] in, int begin, int to) {
        for (int i = begin; i + 1 < to; i++) {
            if (in[i] == '*' && in[i + 1] == '/') {
                return i + 2;
            }
            if (in[i] == '-' && in[i + 1] == '-' && i + 2 < to && in[i + 2] == '>') {
                return i + 3;
            }
        }
        return -1;
    }
}
