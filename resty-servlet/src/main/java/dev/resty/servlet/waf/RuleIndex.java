// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.PatternSet;
import dev.resty.servlet.waf.operator.Indexed;
import dev.resty.servlet.waf.operator.Operator;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a rule set that depend on a value alone, to be looked for in a content all at once, and the groups of
 * rules that look at the same. Immutable but for what it remembers, safe for concurrent use.
 */
final class RuleIndex {

    final int chains;

    /** How many different transformations are in the chains. */
    final int transformations;

    /** How many words a bit for each condition takes. */
    final int words;

    final Scope[] scopes;

    final Group[] groups;

    private final PatternSet conditions;

    private final KnownSubjects known = new KnownSubjects(this);

    private RuleIndex(Builder builder, TransformationChain.Registry chains) {
        this.chains = chains.size();
        transformations = chains.transformations();
        scopes = builder.scopes.values().toArray(new Scope[0]);
        groups = builder.groups.values().toArray(new Group[0]);
        conditions = builder.conditions.build();
        words = conditions.size() + 63 >> 6;
    }

    /** Makes an index, and tells the rules their places in it. */
    static RuleIndex of(List<Rule> rules, TransformationChain.Registry chains) {
        Builder builder = new Builder();
        for (Rule rule : rules) {
            for (Rule link = rule; link != null; link = link.next) {
                builder.add(link);
            }
        }
        return new RuleIndex(builder, chains);
    }

    /** The subject of a short content, which transactions share; null for a long one. */
    @Nullable Subject known(Bytes content) {
        return known.of(content);
    }

    /** The conditions that a content may meet: all that it meets, and few others. */
    long[] candidates(Bytes content) {
        long[] bits = new long[words];
        conditions.candidates(content.array(), content.from(), content.to(), bits);
        return bits;
    }

    private static final class Builder {

        private final PatternSet.Builder conditions = new PatternSet.Builder();

        /** A target without some others. */
        private record Looked(Target target, List<Target> but) {}

        private final Map<Looked, Scope> scopes = new LinkedHashMap<>();

        private final Map<String, Group> groups = new LinkedHashMap<>();

        void add(Rule rule) {
            Operator operator = rule.operator;
            if (operator == null || !operator.dependsOnValueAlone()) {
                return;
            }
            for (Rule.Look look : rule.looks) {
                if (look.count() || !look.target().variable().stable()) {
                    return;
                }
            }
            rule.condition = condition(operator, rule.negated);
            rule.group = group(rule);
        }

        private int condition(Operator operator, boolean negated) {
            Indexed indexed = negated ? null : operator.indexed();
            if (indexed instanceof Indexed.Regex regex) {
                return conditions.add(regex.pattern());
            }
            if (indexed instanceof Indexed.Phrases phrases) {
                return conditions.addPhrases(phrases.phrases(), phrases.caseless());
            }
            return conditions.addAlways();
        }

        private Group group(Rule rule) {
            Scope[] looked = new Scope[rule.looks.length];
            StringBuilder key = new StringBuilder();
            int settled = 1;
            for (int i = 0; i < looked.length; i++) {
                looked[i] = scope(rule.looks[i].target(), rule.exclusions);
                key.append(looked[i].number()).append(' ');
                settled = Math.max(settled, looked[i].settled());
            }
            key.append(rule.chain.number).append(rule.multiMatch);
            Group made = new Group(groups.size(), looked, rule.chain, rule.multiMatch, settled);
            Group known = groups.putIfAbsent(key.toString(), made);
            return known == null ? made : known;
        }

        private Scope scope(Target target, Target[] exclusions) {
            List<Target> own = new ArrayList<>();
            for (Target exclusion : exclusions) {
                if (exclusion.variable() == target.variable()) {
                    own.add(exclusion);
                }
            }
            Scope made = new Scope(scopes.size(), target, own, target.variable().settled());
            Scope known = scopes.putIfAbsent(new Looked(target, own), made);
            return known == null ? made : known;
        }
    }
}
