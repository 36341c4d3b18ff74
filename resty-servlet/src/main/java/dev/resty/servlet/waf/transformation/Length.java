// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code length}: the value's length in bytes, in decimal digits. */
final class Length implements Transformation {

    @Override
    public String name() {
        return "length";
    }

    @Override
    public int triggers() {
        return ByteKinds.ANY;
    }

    @Override
    public Bytes apply(Bytes value) {
        Bytes length = Bytes.of(value.length());
        return length.equals(value) ? value : length;
    }
}
