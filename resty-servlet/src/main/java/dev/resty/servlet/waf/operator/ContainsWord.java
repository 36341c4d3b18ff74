// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * {@code @containsWord}: the argument is in the value, with no ASCII letter, digit or underscore before and behind it, as in
 * ModSecurity v2.
 */
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
            if ((at == 0 || !isWord(value.at(at - 1))) && (end == value.length() || !isWord(value.at(end)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(int c) {
        return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '_';
    }

    @Override
    public @Nullable Indexed indexed() {
        return argument.indexed();
    }
}
