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

    /** {@code SecRuleScript}: a rule whose condition is a script's. */
    record Script(Place place, String script, List<ActionSyntax> actions) implements Statement {}

    /** {@code SecAction}. */
    record Action(Place place, List<ActionSyntax> actions) implements Statement {}

    /** {@code SecDefaultAction}. */
    record DefaultAction(Place place, List<ActionSyntax> actions) implements Statement {}

    /** {@code SecMarker}. */
    record Marker(Place place, String name) implements Statement {}

    /** {@code SecRuleRemoveById}, {@code ...ByTag} and {@code ...ByMsg}. */
    record RemoveRules(Place place, RuleSelection rules) implements Statement {}

    /**
     * {@code SecRuleUpdateTargetById}, {@code ...ByTag} and {@code ...ByMsg}.
     *
     * @param targets what is added to the rules' targets; what is excluded is taken out of them
     * @param replaced targets that the others take the place of; empty where they are added
     */
    record UpdateTargets(Place place, RuleSelection rules, List<TargetSyntax> targets, List<TargetSyntax> replaced)
            implements Statement {}

    /**
     * {@code SecRuleUpdateActionById}.
     *
     * @param link of the rule's chain, 0 for its first
     * @param actions that are added, or take the place of those that a rule has once
     */
    record UpdateActions(Place place, int id, int link, List<ActionSyntax> actions) implements Statement {}

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
    record TargetSyntax(String variable, @Nullable String selector, boolean regex, boolean count, boolean excluded) {

        /** As it is written in a rule. */
        @Override
        public String toString() {
            String name = (excluded ? "!" : "") + (count ? "&" : "") + variable;
            if (selector == null) {
                return name;
            }
            return name + ':' + (regex ? "'/" + selector + "/'" : selector);
        }
    }

    /** Which of the rules before it a statement is about. */
    sealed interface RuleSelection {

        /** Those with an id in one of the ranges. */
        record Ids(List<IdRange> ranges) implements RuleSelection {}

        /** Those with a tag that a pattern is found in. */
        record Tag(String pattern) implements RuleSelection {}

        /** Those whose message a pattern is found in. */
        record Message(String pattern) implements RuleSelection {}
    }

    /**
     * Ids from the first to the last, both included.
     *
     * @param first at least 0
     * @param last at least the first
     */
    record IdRange(int first, int last) {

        /** Whether an id is in it. */
        public boolean contains(int id) {
            return id >= first && id <= last;
        }
    }

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
