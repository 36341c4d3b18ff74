// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

/** Numbers in actions. */
final class Numbers {

    private Numbers() {}

    /** A number of up to 15 digits above 0; -1 for anything else. */
    static long positive(String text) {
        boolean digits = !text.isEmpty() && text.length() < 16 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = digits ? Long.parseLong(text) : -1;
        return number == 0 ? -1 : number;
    }
}
