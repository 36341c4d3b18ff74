// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** {@code @rxGlobal}: as {@code @rx}, and captures the groups of one match after the other. */
final class RxGlobal implements Operator {

    private final RxPattern argument;

    RxGlobal(String argument, int matchLimit) {
        this.argument = new RxPattern(argument, matchLimit);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        Pattern pattern = argument.in(evaluation);
        int[] groups = Rx.newGroups(pattern);
        if (!Rx.find(pattern, value, value.from(), groups)) {
            return false;
        }
        if (evaluation.capturing()) {
            captureAll(pattern, groups, value, evaluation);
        }
        return true;
    }

    /** Captures the match that was found and those behind it that aren't empty. */
    private static void captureAll(Pattern pattern, int[] groups, Bytes value, Evaluation evaluation) {
        int number = Rx.capture(groups, value, evaluation, 0);
        int from = behind(groups);
        while (number <= 9 && from <= value.to() && Rx.find(pattern, value, from, groups)) {
            if (groups[1] > groups[0]) {
                number = Rx.capture(groups, value, evaluation, number);
            }
            from = behind(groups);
        }
    }

    private static int behind(int[] groups) {
        return groups[1] > groups[0] ? groups[1] : groups[1] + 1;
    }

    @Override
    public @Nullable Indexed indexed() {
        return argument.indexed();
    }
}
