// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.transformation;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;
import java.nio.ByteBuffer;
import java.util.Base64;

/** {@code base64Encode}, with padding and without line ends. */
final class Base64Encode extends Rewriting {

    Base64Encode() {
        super("base64Encode", ByteKinds.ANY);
    }

    @Override
    Bytes rewrite(Bytes value) {
        ByteBuffer out = Base64.getEncoder().encode(ByteBuffer.wrap(value.array(), value.from(), value.length()));
        return Bytes.of(out.array(), 0, out.limit());
    }
}
