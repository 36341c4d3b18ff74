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
import dev.resty.waf.MatchedValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs the rules of a set on one transaction. Used by one thread at a time. */
final class Evaluator implements Evaluation {

    /** What an action without a condition matches on. */
    private static final MatchedValue NOTHING = new MatchedValue("", "");

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

    private final List<Entry> entries = new ArrayList<>();

    /** Captures of the value that is looked at. */
    private final @Nullable Bytes[] captured = new Bytes[10];

    /** One more than the highest number in {@link #captured}. */
    private int captures;

    /** One more than the highest number of TX that captures of an earlier match may still have. */
    private int shownCaptures;

    private boolean capturing;

    /** What the rule that is run has matched on. */
    private final List<MatchedValue> found = new ArrayList<>();

    /** What the matched rule tells, expanded at its first match. */
    private String message = "";

    private String data = "";

    private boolean told;

    Evaluator(RuleSet set, TransactionState state) {
        this.set = set;
        this.state = state;
        variables = state.variables;
    }

    @Override
    public Variables variables() {
        return variables;
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
            variables.clearMatches();
            return matched;
        }
        if (matched) {
            if (!told) {
                tell(rule);
            }
            state.matched(set, rule, message, data, found);
        }
        variables.clearMatches();
        return matched;
    }

    private boolean matchesLink(Rule link, Rule starter) {
        variables.show(Variable.RULE, link.shown);
        Operator operator = link.operator;
        if (operator == null) {
            if (starter.recorded) {
                found.add(NOTHING);
            }
            act(link, starter);
            return true;
        }
        entries.clear();
        collect(link, starter);
        boolean matched = false;
        int count = entries.size();
        for (int i = 0; i < count; i++) {
            Entry entry = entries.get(i);
            if (link.multiMatch ? testSteps(link, operator, entry, starter) : test(link, operator, entry, starter)) {
                matched = true;
                if (link.next == null && state.stopsAt(starter)) {
                    break;
                }
            }
        }
        return matched;
    }

    /** Gathers what a link looks at. */
    private void collect(Rule link, Rule starter) {
        for (Rule.Look look : link.looks) {
            if (look.count()) {
                Target target = look.target();
                entries.add(new Entry(target.variable(), target.selector(), Bytes.of(target.count(variables))));
            } else {
                look.target().collect(variables, entries);
            }
        }
        if (link.exclusions.length > 0) {
            for (Target excluded : link.exclusions) {
                for (int i = entries.size() - 1; i >= 0; i--) {
                    if (excluded.matches(entries.get(i))) {
                        entries.remove(i);
                    }
                }
            }
        }
        if (exclusions.any && link == starter && exclusions.narrowed.get(starter.ordinal)) {
            for (int i = entries.size() - 1; i >= 0; i--) {
                if (exclusions.excludes(starter.ordinal, entries.get(i))) {
                    entries.remove(i);
                }
            }
        }
    }

    private boolean test(Rule link, Operator operator, Entry entry, Rule starter) {
        return test(link, operator, entry, link.chain.apply(entry.value()), starter);
    }

    /** Tests the value after each step that changes it. */
    private boolean testSteps(Rule link, Operator operator, Entry entry, Rule starter) {
        boolean matched = false;
        Bytes last = null;
        for (TransformationChain step : link.steps) {
            Bytes value = step.apply(entry.value());
            if (last == null || !value.equals(last)) {
                last = value;
                if (test(link, operator, entry, value, starter)) {
                    matched = true;
                    if (link.next == null && state.stopsAt(starter)) {
                        return true;
                    }
                }
            }
        }
        return matched;
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
        if (starter.recorded) {
            found.add(new MatchedValue(entry.name(), value.text()));
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
                : starter.facts.message().expand(variables).text();
        data = starter.facts.data() == null
                ? ""
                : starter.facts.data().expand(variables).text();
    }
}
