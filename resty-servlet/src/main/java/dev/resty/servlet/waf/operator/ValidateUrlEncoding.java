// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code @validateUrlEncoding}: the value has a percent sign that no two hexadecimal digits follow. */
final class ValidateUrlEncoding implements Operator {

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        if ((value.kinds() & ByteKinds.PERCENT) == 0) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.at(i) == '%') {
                if (i + 2 >= value.length() || !isHexDigit(value.at(i + 1)) || !isHexDigit(value.at(i + 2))) {
                    return true;
                }
                i += 2;
            }
        }
        return false;
    }

    private static boolean isHexDigit(int c) {
        return Character.digit(c, 16) >= 0;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return true;
    }
}
