// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.RegexExecException;
import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * {@code @rx}: the value has a match of the argument, a regular expression in which {@code .} is any byte and {@code $} only the
 * value's end, as in ModSecurity v2. Captures the match and its groups up to the last that took part.
 */
final class Rx implements Operator {

    private static final int[] EXISTENCE = {};

    private final RxPattern argument;

    Rx(String argument, int matchLimit) {
        this.argument = new RxPattern(argument, matchLimit);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        Pattern pattern = argument.in(evaluation);
        if (!find(pattern, value, value.from(), EXISTENCE)) {
            return false;
        }
        if (evaluation.capturing()) {
            int[] groups = newGroups(pattern);
            find(pattern, value, value.from(), groups);
            capture(groups, value, evaluation, 0);
        }
        return true;
    }

    /** Room for the groups that captures exist for. */
    static int[] newGroups(Pattern pattern) {
        return new int[2 * (Math.min(pattern.groupCount(), 9) + 1)];
    }

    static boolean find(Pattern pattern, Bytes value, int from, int[] groups) {
        try {
            return pattern.find(value.array(), value.from(), value.to(), from, groups);
        } catch (RegexExecException e) {
            throw new OperatorException("@rx was given up: " + e.error());
        }
    }

    /** Captures a match's groups under numbers from {@code first}; returns the number behind the last. */
    static int capture(int[] groups, Bytes value, Evaluation evaluation, int first) {
        int count = groups.length / 2;
        while (count > 0 && groups[2 * count - 1] < 0) {
            count--;
        }
        for (int i = 0; i < count; i++) {
            boolean took = groups[2 * i] >= 0;
            evaluation.capture(
                    first + i, took ? Bytes.of(value.array(), groups[2 * i], groups[2 * i + 1]) : Bytes.EMPTY);
        }
        return first + count;
    }

    @Override
    public @Nullable Indexed indexed() {
        return argument.indexed();
    }
}
