// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import dev.resty.servlet.waf.value.Bytes;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The regular expression that is the argument of an operator, in which macros can stand. Safe for concurrent use. */
final class RxPattern {

    private static final String OPTIONS = "sE";

    /** How many expansions are kept compiled. */
    private static final int MOST_KEPT = 64;

    private final int matchLimit;

    private final @Nullable Pattern constant;

    private final @Nullable Argument macros;

    private final ConcurrentMap<Bytes, Pattern> expanded = new ConcurrentHashMap<>();

    RxPattern(String text, int matchLimit) {
        this.matchLimit = matchLimit;
        if (hasMacro(text)) {
            macros = new Argument(text);
            constant = null;
        } else {
            macros = null;
            constant = compile(text, OPTIONS, matchLimit);
        }
    }

    static Pattern compile(String text, String options, int matchLimit) {
        try {
            return Pattern.compile(text, options, matchLimit);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("the regular expression doesn't compile: " + e.getMessage()
                    + " at offset " + e.offset() + " of \"" + text + "\"");
        }
    }

    /** Whether there is a {@code %{} that isn't a repeated percent sign. */
    private static boolean hasMacro(String text) {
        for (int at = text.indexOf("%{"); at >= 0; at = text.indexOf("%{", at + 2)) {
            if (at + 2 < text.length() && Character.isLetter(text.charAt(at + 2))) {
                return true;
            }
        }
        return false;
    }

    /** What it is in a transaction. */
    Pattern in(Evaluation evaluation) {
        if (macros == null) {
            return known();
        }
        Bytes text = macros.in(evaluation);
        Pattern pattern = expanded.get(text);
        return pattern != null ? pattern : expand(text);
    }

    private Pattern known() {
        if (constant == null) {
            throw new IllegalStateException("either a pattern or macros");
        }
        return constant;
    }

    private Pattern expand(Bytes text) {
        Pattern pattern;
        try {
            pattern = compile(text.text(), OPTIONS, matchLimit);
        } catch (IllegalArgumentException e) {
            throw new OperatorException(String.valueOf(e.getMessage()));
        }
        if (expanded.size() >= MOST_KEPT) {
            expanded.clear();
        }
        expanded.put(text, pattern);
        return pattern;
    }

    @Nullable Indexed indexed() {
        return constant == null ? null : new Indexed.Regex(constant);
    }
}
