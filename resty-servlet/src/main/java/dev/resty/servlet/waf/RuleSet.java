// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.waf.variable.Macro;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Loaded rules, and how often they matched. Immutable but for the counts; safe for concurrent use. */
final class RuleSet {

    /** Selections beyond this many aren't kept. */
    private static final int MOST_SELECTIONS = 1000;

    final EngineSettings settings;

    /** By {@link Rule#ordinal}: the first links, in the files' order. */
    final List<Rule> rules;

    /** By phase, 1 to 5. */
    private final Rule[][] phases;

    final RuleIndex index;

    /** By ordinal: in how many transactions each matched. */
    final AtomicLongArray matches;

    /** By ordinal: how many transactions each interrupted. */
    final AtomicLongArray interruptions;

    private final Map<String, BitSet> byTag = new ConcurrentHashMap<>();

    private final Map<String, BitSet> byMessage = new ConcurrentHashMap<>();

    RuleSet(EngineSettings settings, List<Rule> rules, Rule[][] phases, TransformationChain.Registry chains) {
        this.settings = settings;
        this.rules = List.copyOf(rules);
        this.phases = phases;
        index = RuleIndex.of(rules, chains);
        matches = new AtomicLongArray(rules.size());
        interruptions = new AtomicLongArray(rules.size());
    }

    /** The rules of a phase, 1 to 5, in their order. */
    Rule[] phase(int phase) {
        return phases[phase];
    }

    /** The ordinals of the rules with an id from the first to the last. */
    BitSet byId(int first, int last) {
        return select(rule -> rule.id >= first && rule.id <= last);
    }

    /** The ordinals of the rules with a tag that a pattern is found in; not to be changed. */
    BitSet byTag(String pattern) {
        return kept(byTag, pattern, (compiled, rule) -> {
            for (Macro tag : rule.facts.tags()) {
                if (compiled.find(tag.toString())) {
                    return true;
                }
            }
            return false;
        });
    }

    /** The ordinals of the rules whose message a pattern is found in; not to be changed. */
    BitSet byMessage(String pattern) {
        return kept(byMessage, pattern, (compiled, rule) -> {
            Macro message = rule.facts.message();
            return message != null && compiled.find(message.toString());
        });
    }

    private BitSet kept(Map<String, BitSet> selections, String pattern, BiPredicate<Pattern, Rule> wanted) {
        @Nullable BitSet known = selections.get(pattern);
        if (known == null) {
            Pattern compiled = Pattern.compile(pattern, "s");
            known = select(rule -> wanted.test(compiled, rule));
            if (selections.size() < MOST_SELECTIONS) {
                selections.put(pattern, known);
            }
        }
        return known;
    }

    private BitSet select(Predicate<Rule> wanted) {
        BitSet selected = new BitSet(rules.size());
        for (Rule rule : rules) {
            if (wanted.test(rule)) {
                selected.set(rule.ordinal);
            }
        }
        return selected;
    }

    /** Where the rules of a list of ids and ranges are, as {@code 942100} and {@code 942200-942299}. */
    static List<int[]> ranges(String ids) {
        List<int[]> ranges = new ArrayList<>();
        for (String part : ids.strip().split("[\\s,]+")) {
            int dash = part.indexOf('-', 1);
            try {
                int first = Integer.parseInt(dash < 0 ? part : part.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseInt(part.substring(dash + 1));
                ranges.add(new int[] {first, last});
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        ids + " is no id or range of ids: write a number, or two with a dash between", e);
            }
        }
        return ranges;
    }
}
