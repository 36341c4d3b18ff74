// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.seclang;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a rule file says, in its order, includes put in. Names are as written; texts are ISO-8859-1 views. */
public sealed interface Statement {

    /** Where it begins. */
    Place place();

    /** {@code SecRule}; links of a chain follow each other as statements of their own. */
    record Rule(Place place, List<TargetSyntax> targets, OperatorSyntax operator, List<ActionSyntax> actions)
            implements Statement {}

    /** {@code SecAction}. */
    record Action(Place place, List<ActionSyntax> actions) implements Statement {}

    /** {@code SecDefaultAction}. */
    record DefaultAction(Place place, List<ActionSyntax> actions) implements Statement {}

    /** {@code SecMarker}. */
    record Marker(Place place, String name) implements Statement {}

    /** Any other directive with its words, quotes taken off. */
    record Directive(Place place, String name, List<String> arguments) implements Statement {}

    /**
     * One of a rule's targets.
     *
     * @param variable its name, upper case
     * @param selector behind the colon: a name, an XPath, or a pattern; null without
     * @param regex whether the selector is a pattern between slashes, which are taken off
     * @param count whether it has {@code &}
     * @param excluded whether it has {@code !}
     */
    record TargetSyntax(String variable, @Nullable String selector, boolean regex, boolean count, boolean excluded) {}

    /**
     * A rule's operator.
     *
     * @param name without the at sign; {@code rx} where none is written
     * @param argument with macros as written, empty without one
     * @param negated whether it has {@code !}
     */
    record OperatorSyntax(String name, String argument, boolean negated) {}

    /**
     * An action.
     *
     * @param name as written
     * @param value behind the colon with quotes taken off; null without
     */
    record ActionSyntax(String name, @Nullable String value) {}
}
