// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code trim}, {@code trimLeft} and {@code trimRight}: without white space at the ends. */
final class Trim extends Rewriting {

    private final boolean left;

    private final boolean right;

    Trim(String name, boolean left, boolean right) {
        super(name, ByteKinds.SPACE | ByteKinds.CONTROL_SPACE);
        this.left = left;
        this.right = right;
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] in = value.array();
        int from = value.from();
        int to = value.to();
        while (left && from < to && Octets.isSpace(in[from])) {
            from++;
        }
        while (right && to > from && Octets.isSpace(in[to - 1])) {
            to--;
        }
        return value.slice(from - value.from(), to - value.from());
    }
}
