// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.ByteKinds;
import dev.resty.servlet.waf.value.Bytes;

/** {@code @validateByteRange}: the value has a byte outside the argument's ranges, such as {@code 10,13,32-126}. */
final class ValidateByteRange implements Operator {

    private final boolean[] allowed = new boolean[256];

    /** The kinds of the bytes outside: a value without them has none. */
    private final int outside;

    ValidateByteRange(String argument) {
        for (String range : argument.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash), range);
            int last = dash < 0 ? first : number(range.substring(dash + 1), range);
            if (first > last) {
                throw invalid(range);
            }
            for (int c = first; c <= last; c++) {
                allowed[c] = true;
            }
        }
        int kinds = 0;
        for (int c = 0; c < allowed.length; c++) {
            kinds |= allowed[c] ? 0 : ByteKinds.of((byte) c);
        }
        outside = kinds;
    }

    private static int number(String digits, String range) {
        try {
            int number = Integer.parseInt(digits.strip());
            if (number >= 0 && number <= 255) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid(range);
        }
        throw invalid(range);
    }

    private static IllegalArgumentException invalid(String range) {
        return new IllegalArgumentException(
                "\"" + range.strip() + "\" is no range of bytes: write numbers from 0 to 255 such as 10,13,32-126");
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        if ((value.kinds() & outside) == 0) {
            return false;
        }
        byte[] bytes = value.array();
        for (int i = value.from(); i < value.to(); i++) {
            if (!allowed[bytes[i] & 0xff]) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return true;
    }
}
