// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code phpArgsNames}: a parameter's name as PHP sees it: without leading spaces, with spaces and dots as underscores, an open
 * bracket that isn't closed as one too, and nothing behind the last index.
 */
final class PhpArgsNames extends Rewriting {

    PhpArgsNames() {
        super("phpArgsNames", ByteKinds.SPACE | ByteKinds.CONTROL_SPACE | ByteKinds.DOT | ByteKinds.OTHER);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        byte[] out = new byte[value.length()];
        int length = 0;
        int at = value.from();
        while (at < to && in[at] == ' ') {
            at++;
        }
        for (; at < to && in[at] != '['; at++) {
            out[length++] = in[at] == ' ' || in[at] == '.' ? (byte) '_' : in[at];
        }
        return written(value, out, length == 0 ? 0 : indexes(in, at, to, out, length));
    }

    private static int indexes(byte[] in, int begin, int to, byte[] out, int written) {
        int length = written;
        int at = begin;
        while (at < to && in[at] == '[') {
            int end = at;
            while (end < to && in[end] != ']') {
                end++;
            }
            boolean closed = end < to;
            out[length++] = closed ? in[at] : (byte) '_';
            at++;
            while (closed && at < end && Octets.isSpace(in[at])) {
                at++;
            }
            int last = closed ? end + 1 : to;
            System.arraycopy(in, at, out, length, last - at);
            length += last - at;
            at = last;
        }
        return length;
    }
}
