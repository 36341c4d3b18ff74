// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.operator.Evaluation;
import dev.resty.servlet.waf.operator.Operator;
import dev.resty.servlet.waf.operator.OperatorException;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.EngineMode;
import dev.resty.waf.Transaction;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the rules of a set on one transaction. Used by one thread at a time. */
final class Evaluator implements Evaluation {

    private static final Bytes[] NUMBERS = new Bytes[10];

    static {
        for (int i = 0; i < NUMBERS.length; i++) {
            NUMBERS[i] = Bytes.of(i);
        }
    }

    final RuleSet set;

    private final TransactionState state;

    private final Variables variables;

    final Exclusions exclusions = new Exclusions();

    private final Views views;

    /** Whether the index is asked before operators are. */
    private final boolean indexed;

    private final List<Entry> entries = new ArrayList<>();

    /** Captures of the value that is looked at. */
    private final @Nullable Bytes[] captured = new Bytes[10];

    /** One more than the highest number in {@link #captured}. */
    private int captures;

    /** One more than the highest number of TX that captures of an earlier match may still have. */
    private int shownCaptures;

    private boolean capturing;

    private final KeptMatches found = new KeptMatches();

    /** What the matched rule tells, expanded at its first match. */
    private String message = "";

    private String data = "";

    private boolean told;

    /** Whether the rule that is run, or a link of its chain, has met its condition. */
    private boolean met;

    Evaluator(RuleSet set, TransactionState state, boolean indexed) {
        this.set = set;
        this.state = state;
        this.indexed = indexed;
        variables = state.variables;
        views = new Views(set.index, variables);
    }

    @Override
    public Variables variables() {
        return variables;
    }

    @Override
    public Transaction transaction() {
        return state.transaction();
    }

    @Override
    public boolean capturing() {
        return capturing;
    }

    @Override
    public void capture(int number, Bytes value) {
        if (number >= 0 && number < captured.length) {
            captured[number] = value;
            captures = Math.max(captures, number + 1);
        }
    }

    /** Runs a phase's rules, until one interrupts or lets the rest of the phase pass. */
    void run(int phase) {
        Rule[] rules = set.phase(phase);
        views.begin(phase);
        int index = 0;
        while (index < rules.length && state.mode() != EngineMode.OFF) {
            Rule rule = rules[index];
            if (exclusions.any && exclusions.removed.get(rule.ordinal)) {
                index++;
            } else if (!matches(rule)) {
                index++;
            } else if (state.leavesPhase()) {
                return;
            } else {
                index = rule.jump >= 0 ? rule.jump : index + 1 + rule.skip;
            }
        }
    }

    private boolean matches(Rule rule) {
        Group group = rule.group;
        if (group != null && indexed && !views.mayMeet(group, rule.condition)) {
            return false;
        }
        found.clear();
        told = false;
        boolean matched = true;
        try {
            for (Rule link = rule; link != null && matched; link = link.next) {
                matched = matchesLink(link, rule);
            }
        } catch (OperatorException e) {
            state.ruleError(rule, String.valueOf(e.getMessage()));
            matched = state.leavesPhase();
            forgetMatches();
            return matched;
        }
        if (matched) {
            if (!told) {
                tell(rule);
            }
            state.matched(set, rule, message, data, found.list());
        }
        forgetMatches();
        return matched;
    }

    /** Empties what only the rule that was run sees of its matches. */
    private void forgetMatches() {
        if (met) {
            variables.clearMatches();
            met = false;
        }
    }

    private boolean matchesLink(Rule link, Rule starter) {
        variables.show(Variable.RULE, link.shown);
        Operator operator = link.operator;
        if (operator == null) {
            if (starter.recorded) {
                found.addNothing();
            }
            act(link, starter);
            return true;
        }
        return link.group != null && indexed
                ? matchesGroup(link, link.group, operator, starter)
                : matchesPlain(link, operator, starter);
    }

    private boolean matchesPlain(Rule link, Operator operator, Rule starter) {
        boolean narrowed = isNarrowed(link, starter);
        Target single = link.single;
        if (single != null) {
            Entry entry = single.single(variables);
            return entry != null
                    && !(narrowed && exclusions.excludes(starter.ordinal, entry))
                    && test(link, operator, entry, link.chain.apply(entry.value()), starter);
        }
        entries.clear();
        RuleLooks.collect(link, variables, entries);
        boolean matched = false;
        int count = entries.size();
        for (int i = 0; i < count && !(matched && isEnough(link, starter)); i++) {
            Entry entry = entries.get(i);
            if (!narrowed || !exclusions.excludes(starter.ordinal, entry)) {
                matched |= link.multiMatch
                        ? testSteps(link, operator, entry, starter)
                        : test(link, operator, entry, link.chain.apply(entry.value()), starter);
            }
        }
        return matched;
    }

    private boolean isNarrowed(Rule link, Rule starter) {
        return exclusions.any && link == starter && exclusions.narrowed.get(starter.ordinal);
    }

    /** Whether a match of a link is enough, so that no other value is to be looked at. */
    private boolean isEnough(Rule link, Rule starter) {
        return link.next == null && state.stopsAt(starter);
    }

    /** Tests the value after each step that changes it. */
    private boolean testSteps(Rule link, Operator operator, Entry entry, Rule starter) {
        boolean matched = false;
        Bytes last = null;
        for (TransformationChain step : link.chain.steps) {
            Bytes value = step.apply(entry.value());
            if (last == null || !value.equals(last)) {
                last = value;
                matched |= test(link, operator, entry, value, starter);
                if (matched && isEnough(link, starter)) {
                    return true;
                }
            }
        }
        return matched;
    }

    /** As {@link #matchesPlain}, but asks the operator about no value that can't meet the rule's condition. */
    private boolean matchesGroup(Rule link, Group group, Operator operator, Rule starter) {
        boolean narrowed = isNarrowed(link, starter);
        boolean matched = false;
        for (Scope scope : group.scopes()) {
            View view = views.view(scope);
            if (!views.mayMeet(group, view, link.condition)) {
                continue;
            }
            for (int i = 0; i < view.subjects.length; i++) {
                Entry entry = view.entries.get(i);
                if (!narrowed || !exclusions.excludes(starter.ordinal, entry)) {
                    matched |= testForms(link, operator, entry, view.subjects[i], starter);
                    if (matched && isEnough(link, starter)) {
                        return true;
                    }
                }
            }
        }
        return matched;
    }

    private boolean testForms(Rule link, Operator operator, Entry entry, Subject subject, Rule starter) {
        if (!link.multiMatch) {
            return testForm(link, operator, entry, subject.form(link.chain, views.subjects), starter);
        }
        boolean matched = false;
        Subject last = null;
        for (TransformationChain step : link.chain.steps) {
            Subject form = subject.form(step, views.subjects);
            if (last == null || form != last && !form.value.equals(last.value)) {
                last = form;
                matched |= testForm(link, operator, entry, form, starter);
                if (matched && isEnough(link, starter)) {
                    return true;
                }
            }
        }
        return matched;
    }

    private boolean testForm(Rule link, Operator operator, Entry entry, Subject form, Rule starter) {
        int condition = link.condition;
        if (!form.mayMeet(condition)) {
            return false;
        }
        if (test(link, operator, entry, form.value, starter)) {
            return true;
        }
        form.ruleOut(condition);
        return false;
    }

    private boolean test(Rule link, Operator operator, Entry entry, Bytes value, Rule starter) {
        captures = 0;
        capturing = link.capture;
        if (operator.matches(value, this) == link.negated) {
            return false;
        }
        if (capturing) {
            showCaptures();
        }
        variables.addMatch(entry, value);
        met = true;
        if (starter.recorded) {
            found.add(entry, value);
        }
        act(link, starter);
        if (link.next == null && !told) {
            tell(starter);
        }
        return true;
    }

    private void showCaptures() {
        for (int i = 0; i < captures; i++) {
            Bytes value = captured[i];
            if (value == null) {
                variables.remove(Variable.TX, NUMBERS[i]);
            } else {
                variables.put(Variable.TX, NUMBERS[i], value);
            }
            captured[i] = null;
        }
        for (int i = captures; i < shownCaptures; i++) {
            variables.remove(Variable.TX, NUMBERS[i]);
        }
        shownCaptures = captures;
    }

    private void act(Rule link, Rule starter) {
        for (int i = 0; i < link.effects.length; i++) {
            link.effects[i].apply(state);
        }
        int severity = starter.facts.severity();
        if (link == starter && severity >= 0) {
            state.severity(severity);
        }
    }

    private void tell(Rule starter) {
        told = true;
        if (!starter.recorded) {
            return;
        }
        message = starter.facts.message() == null
                ? ""
                : KeptMatches.beginning(starter.facts.message().expand(variables));
        data = starter.facts.data() == null
                ? ""
                : KeptMatches.beginning(starter.facts.data().expand(variables));
    }
}
