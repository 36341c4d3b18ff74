// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;

/** {@code parityEven7bit}, {@code parityOdd7bit} and {@code parityZero7bit}: the eighth bit by the other seven, or 0. */
final class Parity extends Rewriting {

    private enum Kind {
        EVEN,
        ODD,
        ZERO
    }

    private final Kind kind;

    private Parity(String name, Kind kind) {
        super(name, kind == Kind.ZERO ? ByteKinds.HIGH : ByteKinds.ANY);
        this.kind = kind;
    }

    static Parity even() {
        return new Parity("parityEven7bit", Kind.EVEN);
    }

    static Parity odd() {
        return new Parity("parityOdd7bit", Kind.ODD);
    }

    static Parity zero() {
        return new Parity("parityZero7bit", Kind.ZERO);
    }

    @Override
    Bytes rewrite(Bytes value) {
        byte[] out = Arrays.copyOfRange(value.array(), value.from(), value.to());
        for (int i = 0; i < out.length; i++) {
            int seven = out[i] & 0x7f;
            boolean odd = (Integer.bitCount(seven) & 1) != 0;
            boolean set = kind == Kind.EVEN ? odd : kind == Kind.ODD && !odd;
            out[i] = (byte) (set ? seven | 0x80 : seven);
        }
        return written(value, out, out.length);
    }
}
