// SPDX-License-Identifier: Apache-2.0
package dev.resty.dict;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** A number as LuaJIT prints it: C's {@code %.14g}, but with ties away from zero. */
final class NumberText {

    private static final int DIGITS = 14;

    private static final MathContext PRECISION = new MathContext(DIGITS, RoundingMode.HALF_UP);

    private NumberText() {}

    static String of(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0" : "0";
        }
        BigDecimal rounded = new BigDecimal(number).round(PRECISION).stripTrailingZeros();
        int exponent = rounded.precision() - rounded.scale() - 1;
        return exponent < -4 || exponent >= DIGITS ? scientific(rounded, exponent) : rounded.toPlainString();
    }

    private static String scientific(BigDecimal number, int exponent) {
        String sign = exponent < 0 ? "-" : "+";
        int magnitude = Math.abs(exponent);
        return number.movePointLeft(exponent).stripTrailingZeros().toPlainString()
                + "e"
                + sign
                + (magnitude < 10 ? "0" : "")
                + magnitude;
    }
}
