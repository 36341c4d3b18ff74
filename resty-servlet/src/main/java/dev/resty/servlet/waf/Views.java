// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Variables;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the scopes of a rule set have in one transaction, and which conditions its groups may meet. Used by one thread at a time. */
final class Views {

    /** What a scope has. */
    static final class View {

        final List<Entry> entries = new ArrayList<>();

        /** The content of each of the entries. */
        Subject[] subjects = {};

        /** The kinds of bytes that are anywhere in them. */
        int kinds;

        /** The conditions that one of them may meet as it is. */
        long @Nullable [] conditions;
    }

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

    private long[] conditions(Group group) {
        long[] bits = new long[index.words];
        TransformationChain chain = group.chain();
        for (Scope scope : group.scopes()) {
            View view = view(scope);
            if ((chain.triggers & view.kinds) == 0) {
                add(unchanged(view), bits);
            } else if (group.steps()) {
                for (TransformationChain step : chain.steps) {
                    add(view, step, bits);
                }
            } else {
                add(view, chain, bits);
            }
        }
        return bits;
    }

    private void add(View view, TransformationChain chain, long[] bits) {
        for (Subject subject : view.subjects) {
            add(subject.form(chain, subjects).conditions(), bits);
        }
    }

    private long[] unchanged(View view) {
        long[] bits = view.conditions;
        if (bits == null) {
            bits = new long[index.words];
            for (Subject subject : view.subjects) {
                add(subject.conditions(), bits);
            }
            view.conditions = bits;
        }
        return bits;
    }

    private static void add(long[] from, long[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] |= from[i];
        }
    }

    /** What a scope has in this phase. */
    View view(Scope scope) {
        View view = views[scope.number()];
        if (view == null) {
            view = new View();
            scope.target().collect(variables, view.entries);
            for (int i = 0; i < scope.exclusions().size(); i++) {
                RuleLooks.exclude(scope.exclusions().get(i), view.entries);
            }
            int count = view.entries.size();
            view.subjects = new Subject[count];
            for (int i = 0; i < count; i++) {
                Subject subject = subjects.of(view.entries.get(i).value());
                view.subjects[i] = subject;
                view.kinds |= subject.value.kinds();
            }
            views[scope.number()] = view;
        }
        return view;
    }
}
