// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code @validateUtf8Encoding}: the value is not UTF-8: cut off, overlong, a surrogate, or past U+10FFFF. */
final class ValidateUtf8Encoding implements Operator {

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        if ((value.kinds() & ByteKinds.HIGH) == 0) {
            return false;
        }
        for (int i = 0; i < value.length(); ) {
            int size = value.at(i) < 0x80 ? 1 : size(value, i);
            if (size == 0) {
                return true;
            }
            i += size;
        }
        return false;
    }

    /** How many bytes the character at an index has; 0 where there is none. */
    private static int size(Bytes value, int at) {
        int first = value.at(at);
        int size = first < 0xc2 || first > 0xf4 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (size == 0 || at + size > value.length()) {
            return 0;
        }
        for (int k = 1; k < size; k++) {
            if ((value.at(at + k) & 0xc0) != 0x80) {
                return 0;
            }
        }
        int second = value.at(at + 1);
        boolean overlong = first == 0xe0 && second < 0xa0 || first == 0xf0 && second < 0x90;
        boolean surrogate = first == 0xed && second >= 0xa0;
        boolean past = first == 0xf4 && second >= 0x90;
        return overlong || surrogate || past ? 0 : size;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return true;
    }
}
