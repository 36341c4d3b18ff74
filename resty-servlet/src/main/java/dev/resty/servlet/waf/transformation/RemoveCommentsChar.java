// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code removeCommentsChar}: without what opens and closes comments, which themselves stay. */
final class RemoveCommentsChar extends Rewriting {

    RemoveCommentsChar() {
        super("removeCommentsChar", ByteKinds.STAR | ByteKinds.DASH | ByteKinds.HASH);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int to = value.to();
        int first = value.from();
        while (first < to && mark(in, first, to) == 0) {
            first++;
        }
        if (first == to) {
            return value;
        }
        byte[] out = begun(value, first);
        int length = first - value.from();
        for (int i = first; i < to; ) {
            int mark = mark(in, i, to);
            if (mark == 0) {
                out[length++] = in[i++];
            }
            i += mark;
        }
        return Bytes.of(out, 0, length);
    }

    /** How long the mark is that stands at a place; 0 for none. */
    private static int mark(byte[] in, int at, int to) {
        byte next = at + 1 < to ? in[at + 1] : 0;
        return switch (in[at]) {
            case '#' -> 1;
            case '/' -> next == '*' ? 2 : 0;
            case '*' -> next == '/' ? 2 : 0;
            case '-' -> next != '-' ? 0 : at + 2 < to && in[at + 2] == '>' ? 3 : 2;
            case '<' -> next == '!' && at + 3 < to && in[at + 2] == '-' && in[at + 3] == '-' ? 4 : 0;
            default -> 0;
        };
    }
}
