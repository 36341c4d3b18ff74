// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import java.util.Arrays;

/** The numbers that {@link VerifiedNumber} knows, by what their check digits say. */
final class NumberKinds {

    private NumberKinds() {}

    /** Payment cards by Luhn's formula: every second digit from the end counts double, and the digits' sum is a multiple of ten. */
    static boolean isCard(int[] digits) {
        int sum = 0;
        for (int i = 0; i < digits.length; i++) {
            int digit = digits[digits.length - 1 - i];
            int weighted = i % 2 == 0 ? digit : 2 * digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return digits.length > 0 && sum % 10 == 0;
    }

    /** Brazil's taxpayers: the tenth and eleventh digits are weighted sums of those before them, modulo eleven. */
    static boolean isCpf(int[] digits) {
        if (digits.length < 11 || isOneDigit(digits, 11) || isRun(digits, 0, 11)) {
            return false;
        }
        return digits[9] == cpfCheck(digits, 9) && digits[10] == cpfCheck(digits, 10);
    }

    private static int cpfCheck(int[] digits, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += digits[i] * (count + 1 - i);
        }
        return sum % 11 < 2 ? 0 : 11 - sum % 11;
    }

    /** Social security numbers of the United States: no part is zero, and the area was ever given out. */
    static boolean isSsn(int[] digits) {
        if (digits.length != 9 || isOneDigit(digits, 9) || isRun(digits, 0, 9) || isRun(digits, 1, 9)) {
            return false;
        }
        int area = number(digits, 0, 3);
        return area != 0 && area != 666 && area < 740 && number(digits, 3, 5) != 0 && number(digits, 5, 9) != 0;
    }

    /** Austria's social insurance numbers: the fourth digit is a weighted sum of the others, modulo eleven. */
    static boolean isSvnr(int[] digits) {
        if (digits.length < 10 || isOneDigit(digits, 10) || isRun(digits, 0, 10) || isRun(digits, 1, 10)) {
            return false;
        }
        int[] weights = {3, 7, 9, 0, 5, 8, 4, 2, 1, 6};
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += weights[i] * digits[i];
        }
        return sum % 11 % 10 == digits[3];
    }

    private static int number(int[] digits, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + digits[i];
        }
        return number;
    }

    private static boolean isOneDigit(int[] digits, int count) {
        return Arrays.stream(digits, 0, count).allMatch(digit -> digit == digits[0]);
    }

    /** Whether the first digits count up from one, 0 following 9. */
    private static boolean isRun(int[] digits, int first, int count) {
        for (int i = 0; i < count; i++) {
            if (digits[i] != (first + i) % 10) {
                return false;
            }
        }
        return true;
    }
}
