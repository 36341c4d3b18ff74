// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.library;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.luaj.vm2.LuaString;

/** The flags, width and precision of one conversion of {@code string.format}, and C's output by them. */
final class FormatSpec {

    private static final double MOST_EXACT = 1e15;
    private static final double[] POWERS = {1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14
    };

    private boolean left;
    private boolean plus;
    private boolean space;
    private boolean alternate;
    private boolean zero;

    /** The least width; negative where none was given. */
    int width = -1;

    /** The precision; negative where none was given. */
    int precision = -1;

    void flag(int c) {
        switch (c) {
            case '-' -> left = true;
            case '+' -> plus = true;
            case ' ' -> space = true;
            case '#' -> alternate = true;
            default -> zero = true;
        }
    }

    /** Text in its width. */
    void pad(ByteBuilder out, LuaString text) {
        int missing = width - text.m_length;
        if (missing > 0 && !left) {
            out.append(' ', missing);
        }
        out.append(text);
        if (missing > 0 && left) {
            out.append(' ', missing);
        }
    }

    void appendSigned(ByteBuilder out, long number) {
        String digits = number < 0 ? Long.toString(number).substring(1) : Long.toString(number);
        integer(out, sign(number < 0), digits);
    }

    void appendUnsigned(ByteBuilder out, long number, int conversion) {
        switch (conversion) {
            case 'x' -> integer(out, alternate && number != 0 ? "0x" : "", Long.toHexString(number));
            case 'X' ->
                integer(
                        out,
                        alternate && number != 0 ? "0X" : "",
                        Long.toHexString(number).toUpperCase(java.util.Locale.ROOT));
            case 'o' -> integer(out, "", (alternate && number != 0 ? "0" : "") + Long.toOctalString(number));
            default -> integer(out, "", Long.toUnsignedString(number));
        }
    }

    private String sign(boolean negative) {
        if (negative) {
            return "-";
        }
        return plus ? "+" : space ? " " : "";
    }

    private void integer(ByteBuilder out, String prefix, String digits) {
        String shown = precision == 0 && digits.equals("0") ? "" : digits;
        if (precision > shown.length()) {
            shown = "0".repeat(precision - shown.length()) + shown;
        }
        number(out, prefix, shown, zero && precision < 0);
    }

    private void number(ByteBuilder out, String prefix, String digits, boolean zeros) {
        int missing = width - prefix.length() - digits.length();
        if (missing > 0 && !left && !zeros) {
            out.append(' ', missing);
        }
        out.append(prefix);
        if (missing > 0 && !left && zeros) {
            out.append('0', missing);
        }
        out.append(digits);
        if (missing > 0 && left) {
            out.append(' ', missing);
        }
    }

    void appendFloat(ByteBuilder out, double number, int conversion) {
        boolean upper = conversion >= 'A' && conversion <= 'Z';
        boolean negative = number < 0 || number == 0 && 1 / number < 0;
        String digits;
        boolean finite = !Double.isNaN(number) && !Double.isInfinite(number);
        if (!finite) {
            digits = Double.isNaN(number) ? "nan" : "inf";
        } else {
            double magnitude = Math.abs(number);
            digits = switch (conversion | 0x20) {
                case 'a' -> hexadecimal(magnitude);
                case 'e' -> exponential(new BigDecimal(magnitude), precision < 0 ? 6 : precision, alternate);
                case 'f' -> fixed(magnitude, precision < 0 ? 6 : precision);
                default -> general(new BigDecimal(magnitude));
            };
        }
        if (upper) {
            digits = digits.toUpperCase(java.util.Locale.ROOT);
        }
        String prefix = finite && (conversion | 0x20) == 'a' ? upper ? "0X" : "0x" : "";
        // As in LuaJIT, what is no number has no plus.
        String sign = Double.isNaN(number) ? space ? " " : "" : sign(negative);
        number(out, sign + prefix, digits, zero && finite);
    }

    /** Rounds halves up. What the multiplication rounds off is known exactly, so halves are told apart from what is near. */
    private String fixed(double number, int places) {
        if (places >= POWERS.length || number * POWERS[places] >= MOST_EXACT) {
            return fixed(new BigDecimal(number), places);
        }
        double scaled = number * POWERS[places];
        double lost = Math.fma(number, POWERS[places], -scaled);
        long whole = (long) scaled;
        double fraction = scaled - whole;
        if (fraction > 0.5 || fraction == 0.5 && lost >= 0) {
            whole++;
        }
        String digits = Long.toString(whole);
        if (places == 0) {
            return alternate ? digits + "." : digits;
        }
        if (digits.length() <= places) {
            digits = "0".repeat(places + 1 - digits.length()) + digits;
        }
        int point = digits.length() - places;
        return digits.substring(0, point) + "." + digits.substring(point);
    }

    private String fixed(BigDecimal number, int places) {
        String digits = number.setScale(places, RoundingMode.HALF_UP).toPlainString();
        return places == 0 && alternate ? digits + "." : digits;
    }

    private static String exponential(BigDecimal number, int places, boolean point) {
        BigDecimal rounded = number.round(new MathContext(places + 1, RoundingMode.HALF_UP));
        StringBuilder digits = new StringBuilder(rounded.unscaledValue().toString());
        int exponent = rounded.signum() == 0 ? 0 : digits.length() - 1 - rounded.scale();
        while (digits.length() < places + 1) {
            digits.append('0');
        }
        digits.setLength(places + 1);
        if (places > 0 || point) {
            digits.insert(1, '.');
        }
        int magnitude = Math.abs(exponent);
        return digits.append('e')
                .append(exponent < 0 ? '-' : '+')
                .append(magnitude < 10 ? "0" : "")
                .append(magnitude)
                .toString();
    }

    private String general(BigDecimal number) {
        int significant = precision < 0 ? 6 : Math.max(1, precision);
        BigDecimal rounded = number.round(new MathContext(significant, RoundingMode.HALF_UP));
        int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - 1 - rounded.scale();
        if (exponent < -4 || exponent >= significant) {
            String text = exponential(number, significant - 1, alternate);
            int mark = text.indexOf('e');
            return alternate ? text : withoutZeros(text.substring(0, mark)) + text.substring(mark);
        }
        String text = rounded.setScale(significant - 1 - exponent, RoundingMode.HALF_UP)
                .toPlainString();
        return alternate ? text : withoutZeros(text);
    }

    private static String withoutZeros(String digits) {
        if (digits.indexOf('.') < 0) {
            return digits;
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
    }

    /** {@code 1.8p+0} of the digits behind {@code 0x}: the first is 1, but for zero. */
    private String hexadecimal(double number) {
        if (number == 0) {
            return "0" + (precision > 0 ? "." + "0".repeat(precision) : alternate ? "." : "") + "p+0";
        }
        double scaled = number < Double.MIN_NORMAL ? number * 0x1p54 : number;
        int exponent = Math.getExponent(scaled) - (number < Double.MIN_NORMAL ? 54 : 0);
        long mantissa = Double.doubleToRawLongBits(scaled) & (1L << 52) - 1 | 1L << 52;
        if (precision >= 0 && precision < 13) {
            int dropped = 52 - 4 * precision;
            long half = 1L << dropped - 1;
            long rest = mantissa & (1L << dropped) - 1;
            mantissa >>>= dropped;
            if (rest > half || rest == half && (mantissa & 1) != 0) {
                mantissa++;
            }
            mantissa <<= dropped;
        }
        String digits = Long.toHexString(mantissa & (1L << 52) - 1 | 1L << 52).substring(1);
        int shown = precision >= 0 ? precision : withoutZeros("." + digits).length() - 1;
        digits = shown <= 13 ? digits.substring(0, Math.max(0, shown)) : digits + "0".repeat(shown - 13);
        return (mantissa >>> 52) + (digits.isEmpty() && !alternate ? "" : ".") + digits + "p"
                + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
    }
}
