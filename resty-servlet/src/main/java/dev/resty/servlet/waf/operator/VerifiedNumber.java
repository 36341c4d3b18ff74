// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;

/**
 * {@code @verifyCC}, {@code @verifyCPF}, {@code @verifySSN} and {@code @verifySVNR}: the value has a match of the argument, a
 * regular expression, whose digits are a valid number of the kind. Captures the match as 0.
 */
final class VerifiedNumber implements Operator {

    /** A kind of number. */
    interface Kind {

        /** Whether digits, as numbers from 0 to 9, are valid. */
        boolean isValid(int[] digits);
    }

    private final Pattern pattern;

    private final Kind kind;

    VerifiedNumber(String argument, int matchLimit, Kind kind) {
        if (argument.isEmpty()) {
            throw new IllegalArgumentException("no argument: write a regular expression that finds the number");
        }
        this.pattern = RxPattern.compile(argument, "sm", matchLimit);
        this.kind = kind;
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        int[] groups = new int[2];
        for (int from = value.from(); from < value.to(); from = groups[0] + 1) {
            if (!Rx.find(pattern, value, from, groups)) {
                return false;
            }
            Bytes match = Bytes.of(value.array(), groups[0], groups[1]);
            if (kind.isValid(digits(match))) {
                evaluation.capture(0, match);
                return true;
            }
        }
        return false;
    }

    private static int[] digits(Bytes match) {
        int[] digits = new int[match.length()];
        int count = 0;
        for (int i = 0; i < digits.length; i++) {
            int c = match.at(i);
            if (c >= '0' && c <= '9') {
                digits[count++] = c - '0';
            }
        }
        return Arrays.copyOf(digits, count);
    }

    @Override
    public Indexed indexed() {
        return new Indexed.Regex(pattern);
    }
}
