// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variable;
import org.jspecify.annotations.Nullable;

/** {@code sanitiseArg} and its like: values that the audit log masks. */
final class Sanitise {

    private Sanitise() {}

    /** Those whose value is the name of an argument or header. */
    static Effect named(String action, String name) {
        Variable variable = action.endsWith("arg")
                ? Variable.ARGS
                : action.endsWith("requestheader") ? Variable.REQUEST_HEADERS : Variable.RESPONSE_HEADERS;
        Bytes bytes = Bytes.of(name);
        return scope -> scope.control().sanitise(variable, bytes);
    }

    /**
     * Those that mask what the rule matched on; the variant for bytes masks the whole value too, which shows less.
     *
     * @param value how many bytes of a match may stay, as {@code 1/4}; only checked
     */
    static Effect matched(String action, @Nullable String value) {
        if (value != null && !(action.endsWith("bytes") && value.matches("\\d{1,9}(/\\d{1,9})?"))) {
            throw new IllegalArgumentException(
                    action.endsWith("bytes")
                            ? action + ":" + value + " should be a number of bytes to show in front and behind: write "
                                    + action + ":1/4"
                            : action + " takes no value");
        }
        return Sanitise::matched;
    }

    private static void matched(EffectScope scope) {
        for (Entry match : scope.variables().all(Variable.MATCHED_VARS_NAMES)) {
            String name = match.value().text();
            int colon = name.indexOf(':');
            Variable variable = Variable.named(colon < 0 ? name : name.substring(0, colon));
            if (variable != null) {
                scope.control().sanitise(variable, colon < 0 ? Bytes.EMPTY : Bytes.of(name.substring(colon + 1)));
            }
        }
    }
}
