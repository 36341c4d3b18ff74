// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** {@code @containsWord}: the argument is in the value, with no ASCII letter before and behind it, as in ModSecurity v3. */
final class ContainsWord implements Operator {

    private final Argument argument;

    ContainsWord(String argument) {
        this.argument = new Argument(argument);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        Bytes word = argument.in(evaluation);
        if (word.isEmpty()) {
            return true;
        }
        for (int at = Search.indexOf(value, word, 0); at >= 0; at = Search.indexOf(value, word, at + 1)) {
            int end = at + word.length();
            if ((at == 0 || !isLetter(value.at(at - 1))) && (end == value.length() || !isLetter(value.at(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(int c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }

    @Override
    public @Nullable Indexed indexed() {
        return argument.indexed();
    }

    @Override
    public boolean dependsOnValueAlone() {
        return argument.constant() != null;
    }
}
