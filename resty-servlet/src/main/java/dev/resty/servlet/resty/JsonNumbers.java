// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/** Numbers as C's {@code printf("%.*g")} writes them. */
final class JsonNumbers {

    /** The longest output: sign, 16 digits, point, exponent, leading zeros. */
    static final int MAX_LENGTH = 32;

    private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    private static final long[] LIMITS = new long[17];

    static {
        LIMITS[0] = 1;
        for (int i = 1; i < LIMITS.length; i++) {
            LIMITS[i] = LIMITS[i - 1] * 10;
        }
    }

    private JsonNumbers() {}

    /**
     * Writes {@code %.<precision>g}.
     *
     * @param value finite
     * @param precision significant digits, 1 to 16
     * @param out has {@link #MAX_LENGTH} bytes of room at {@code at}
     * @return where the output ends
     */
    static int write(double value, int precision, byte[] out, int at) {
        int end = at;
        double magnitude = Math.abs(value);
        if (value < 0 || value == 0 && 1 / value < 0) {
            out[end++] = '-';
        }
        if (magnitude < 1e15) {
            long whole = (long) magnitude;
            if (whole == magnitude && whole < LIMITS[precision]) {
                return digits(whole, out, end);
            }
            // With at most 15 digits a decimal survives the way to a double and back, so if dividing gives the very
            // same double these are the digits; beyond that only exact arithmetic knows.
            if (precision <= 15 && magnitude >= 1e-3) {
                for (int scale = 1; scale < POWERS.length; scale++) {
                    double scaled = Math.rint(magnitude * POWERS[scale]);
                    if (scaled >= LIMITS[precision]) {
                        break;
                    }
                    if (scaled / POWERS[scale] == magnitude) {
                        return fixed((long) scaled, scale, out, end);
                    }
                }
            }
        }
        return exact(magnitude, precision, out, end);
    }

    private static int exact(double magnitude, int precision, byte[] out, int at) {
        BigDecimal rounded = new BigDecimal(magnitude)
                .round(new MathContext(precision, RoundingMode.HALF_EVEN))
                .stripTrailingZeros();
        byte[] digits = rounded.unscaledValue().toString().getBytes(StandardCharsets.ISO_8859_1);
        int exponent = digits.length - 1 - rounded.scale();
        int end = at;
        if (exponent < -4 || exponent >= precision) {
            out[end++] = digits[0];
            if (digits.length > 1) {
                out[end++] = '.';
                System.arraycopy(digits, 1, out, end, digits.length - 1);
                end += digits.length - 1;
            }
            out[end++] = 'e';
            out[end++] = (byte) (exponent < 0 ? '-' : '+');
            int power = Math.abs(exponent);
            if (power < 10) {
                out[end++] = '0';
            }
            return digits(power, out, end);
        }
        if (exponent < 0) {
            out[end++] = '0';
            out[end++] = '.';
            for (int i = -1; i > exponent; i--) {
                out[end++] = '0';
            }
            System.arraycopy(digits, 0, out, end, digits.length);
            return end + digits.length;
        }
        for (int i = 0; i < digits.length || i <= exponent; i++) {
            if (i == exponent + 1) {
                out[end++] = '.';
            }
            out[end++] = i < digits.length ? digits[i] : (byte) '0';
        }
        return end;
    }

    private static int fixed(long digits, int scale, byte[] out, int at) {
        long power = LIMITS[scale];
        int end = digits(digits / power, out, at);
        out[end] = '.';
        long fraction = digits % power;
        for (int i = scale; i > 0; i--) {
            out[end + i] = (byte) ('0' + fraction % 10);
            fraction /= 10;
        }
        return end + scale + 1;
    }

    /** Writes a number without sign in decimal and returns where it ends. */
    static int digits(long value, byte[] out, int at) {
        int length = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            length++;
        }
        long rest = value;
        for (int i = at + length - 1; i >= at; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return at + length;
    }
}
