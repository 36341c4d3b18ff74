// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.seclang.Statement.OperatorSyntax;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import org.jspecify.annotations.Nullable;

/**
 * A rule that matched, with what logs say beyond listeners: the operator, {@code rev} and {@code ver}.
 *
 * @param told what listeners are told
 * @param rule the chain's first link
 * @param by what it ends the transaction with; null where it doesn't
 */
record AuditMatch(MatchedRule told, Rule rule, @Nullable Interruption by) {

    private static final int MOST_ARGUMENT = 200;

    private static final int MOST_VALUE = 100;

    /** In ModSecurity's words: the last link's operator, and what it matched on last. */
    String text(Masking masking) {
        Rule last = rule;
        while (last.next != null) {
            last = last.next;
        }
        OperatorSyntax syntax = last.syntax;
        if (syntax == null || told.matches().isEmpty()) {
            return "Unconditional match in SecAction.";
        }
        MatchedValue match = told.matches().get(told.matches().size() - 1);
        String name = syntax.name();
        return "Matched \"Operator `" + (syntax.negated() ? "!" : "")
                + Character.toUpperCase(name.charAt(0)) + name.substring(1) + "' with parameter `"
                + shortened(syntax.argument(), MOST_ARGUMENT) + "' against variable `"
                + shortened(match.variable(), MOST_ARGUMENT) + "' (Value: `"
                + masking.matched(told, match.value(), MOST_VALUE) + "' )";
    }

    /** {@code msg}, masked where it has parts of the request in it. */
    String message(Masking masking, int most) {
        Macro macro = rule.facts.message();
        return macro == null || macro.isConstant()
                ? shortened(told.message(), most)
                : masking.matched(told, told.message(), most);
    }

    /** {@code rev}, {@code ver} and what else RULE shows; empty without. */
    String shown(String name) {
        for (Entry entry : rule.shown) {
            if (entry.key().text().equals(name)) {
                return entry.value().text();
            }
        }
        return "";
    }

    /** The beginning of a text that is longer than this many characters, and how much more there is. */
    static String shortened(String text, int most) {
        return shortened(text.substring(0, Math.min(text.length(), most)), text.length(), most);
    }

    /** The beginning of a text, and how much more there is where it is longer than this many characters. */
    static String shortened(String beginning, int length, int most) {
        String more = KeptMatches.mayBeCut(length) ? " or more" : "";
        return length <= most ? beginning : beginning + " (" + (length - most) + more + " characters omitted)";
    }
}
