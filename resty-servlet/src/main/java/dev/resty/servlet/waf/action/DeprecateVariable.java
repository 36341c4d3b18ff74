// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

/**
 * {@code deprecatevar:ip.name=60/300}: lessens a number by 60 for each 300 seconds in which its collection didn't change.
 */
final class DeprecateVariable {

    private DeprecateVariable() {}

    static Effect of(String text) {
        int equals = text.indexOf('=');
        int slash = text.indexOf('/', equals + 1);
        long amount = equals < 0 || slash < 0
                ? -1
                : Numbers.positive(text.substring(equals + 1, slash).strip());
        long period =
                slash < 0 ? -1 : Numbers.positive(text.substring(slash + 1).strip());
        if (amount < 0 || period < 0) {
            throw new IllegalArgumentException(
                    "deprecatevar:" + text + " needs an amount and seconds: write deprecatevar:session.score=60/300");
        }
        VariableName target =
                VariableName.of("deprecatevar", text.substring(0, equals).strip(), true);
        return scope ->
                scope.collections().deprecate(target.collection(), target.name(scope.variables()), amount, period);
    }
}
