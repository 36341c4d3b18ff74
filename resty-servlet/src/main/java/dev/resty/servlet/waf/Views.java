// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the scopes of a rule set have in one transaction, and which conditions its groups may meet. Used by one thread at a time. */
final class Views {

    private final RuleIndex index;

    private final Variables variables;

    final Subjects subjects;

    /** By scope; null before it is asked for. */
    private final @Nullable View[] views;

    /** By group: the conditions that one of its values may meet; null before they are asked for. */
    private final long[] @Nullable [] conditions;

    Views(RuleIndex index, Variables variables) {
        this.index = index;
        this.variables = variables;
        subjects = new Subjects(index);
        views = new View[index.scopes.length];
        conditions = new long[index.groups.length][];
    }

    /** Forgets what a phase changes. */
    void begin(int phase) {
        for (int i = 0; i < views.length; i++) {
            if (views[i] != null && index.scopes[i].settled() >= phase) {
                views[i] = null;
            }
        }
        for (int i = 0; i < conditions.length; i++) {
            if (conditions[i] != null && index.groups[i].settled() >= phase) {
                conditions[i] = null;
            }
        }
    }

    /** Whether one of a group's values may meet a condition. */
    boolean mayMeet(Group group, int condition) {
        long[] bits = conditions[group.number()];
        if (bits == null) {
            bits = conditions(group);
            conditions[group.number()] = bits;
        }
        return (bits[condition >> 6] >>> condition & 1) != 0;
    }

    /** Whether one of the values that a group has in a scope may meet a condition; true where each is as soon asked. */
    boolean mayMeet(Group group, View view, int condition) {
        if (!view.isLarge()) {
            return true;
        }
        int word = condition >> 6;
        if (!group.steps()) {
            return (view.conditions(group.chain(), subjects)[word] >>> condition & 1) != 0;
        }
        for (TransformationChain step : group.chain().steps) {
            if ((view.conditions(step, subjects)[word] >>> condition & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    private long[] conditions(Group group) {
        Scope[] scopes = group.scopes();
        if (scopes.length == 1 && !group.steps()) {
            return view(scopes[0]).conditions(group.chain(), subjects);
        }
        long[] bits = new long[index.words];
        for (Scope scope : scopes) {
            View view = view(scope);
            if (group.steps()) {
                for (TransformationChain step : group.chain().steps) {
                    Layer.join(view.conditions(step, subjects), bits);
                }
            } else {
                Layer.join(view.conditions(group.chain(), subjects), bits);
            }
        }
        return bits;
    }

    /** What a scope has in this phase. */
    View view(Scope scope) {
        View view = views[scope.number()];
        if (view == null) {
            List<Entry> entries = new ArrayList<>();
            scope.target().collect(variables, entries);
            for (int i = 0; i < scope.exclusions().size(); i++) {
                RuleLooks.exclude(scope.exclusions().get(i), entries);
            }
            Subject[] found = new Subject[entries.size()];
            for (int i = 0; i < found.length; i++) {
                found[i] = subjects.of(entries.get(i).value());
            }
            view = new View(entries, found, index);
            views[scope.number()] = view;
        }
        return view;
    }
}
