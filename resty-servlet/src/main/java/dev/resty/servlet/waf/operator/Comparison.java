// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;

/**
 * {@code @eq}, {@code @ge}, {@code @gt}, {@code @le} and {@code @lt}: value and argument compared as the numbers that C's
 * {@code atoi} reads; 0 for what is none.
 */
final class Comparison implements Operator {

    private final Argument argument;

    /** Whether a value matches that is less than, equal to, greater than the argument. */
    private final boolean less;

    private final boolean equal;

    private final boolean greater;

    private final boolean constant;

    private final long number;

    /**
     * Makes a comparison.
     *
     * @param kind the operator's name
     */
    Comparison(String kind, String argument) {
        this.argument = new Argument(argument);
        less = kind.charAt(0) == 'l';
        greater = kind.charAt(0) == 'g';
        equal = kind.charAt(0) == 'e' || kind.charAt(1) == 'e';
        Bytes text = this.argument.constant();
        constant = text != null;
        number = text == null ? 0 : text.number();
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        long other = constant ? number : argument.in(evaluation).number();
        int order = Long.compare(value.number(), other);
        return order < 0 ? less : order > 0 ? greater : equal;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return argument.constant() != null;
    }
}
