// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.action.Effect;
import dev.resty.servlet.waf.operator.Operator;
import dev.resty.servlet.waf.seclang.Place;
import dev.resty.servlet.waf.seclang.Statement.OperatorSyntax;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A rule, or a link of a chain, ready to be run. What only a chain's first link decides (id, phase, message, disruption) the
 * others have from it. Immutable once the rule set is loaded.
 */
final class Rule {

    /** Which of the set's rules it is, from 0; all links of a chain have the same. */
    final int ordinal;

    final int id;

    /** 1 to 5. */
    final int phase;

    final Place place;

    /** What it looks at; empty for an action without a condition. */
    final Look[] looks;

    /** What it looks at, where that is one entry at most and nothing is excluded; null otherwise. */
    final @Nullable Target single;

    /** What it doesn't look at. */
    final Target[] exclusions;

    /** Null for an action without a condition. */
    final @Nullable Operator operator;

    /** As it is written; null for an action without a condition. */
    final @Nullable OperatorSyntax syntax;

    final boolean negated;

    final TransformationChain chain;

    final boolean multiMatch;

    final boolean capture;

    final Effect[] effects;

    final RuleFacts facts;

    final Disruption disruption;

    /** Rules that are left out behind it where it matches. */
    final int skip;

    /** The marker or id behind which the phase continues where it matches; null for the next rule. */
    final @Nullable String skipAfter;

    /** The next link; null for the last. */
    final @Nullable Rule next;

    /** Whether matches are told: the rule says neither {@code nolog} nor {@code noauditlog}. */
    final boolean recorded;

    /** What RULE shows. */
    final List<Entry> shown;

    /** What it has in common with others; null where the index knows nothing of it. */
    @Nullable Group group;

    /** Its number in the index. */
    int condition;

    /** {@link #skipAfter} as an index into the phase's rules; -1 without. */
    int jump = -1;

    /** A target, of which it takes the entries or their count. */
    record Look(Target target, boolean count) {}

    Rule(RuleDraft draft, int ordinal, RuleFacts facts, @Nullable Rule next) {
        this.ordinal = ordinal;
        this.facts = facts;
        this.next = next;
        id = facts.id();
        phase = facts.phase();
        shown = facts.shown();
        place = draft.place;
        looks = draft.looks.toArray(new Look[0]);
        exclusions = draft.exclusions.toArray(new Target[0]);
        single = looks.length == 1
                        && exclusions.length == 0
                        && !looks[0].count()
                        && looks[0].target().isSingle()
                        && !draft.actions.multiMatch
                ? looks[0].target()
                : null;
        operator = draft.operator;
        syntax = draft.syntax;
        negated = draft.syntax != null && draft.syntax.negated();
        chain = Objects.requireNonNull(draft.chain);
        recorded = facts.log() || facts.audit();
        multiMatch = draft.actions.multiMatch;
        capture = draft.actions.capture;
        effects = draft.actions.effects.toArray(new Effect[0]);
        disruption = draft.actions.disruption;
        skip = draft.actions.skip;
        skipAfter = draft.actions.skipAfter;
    }
}
