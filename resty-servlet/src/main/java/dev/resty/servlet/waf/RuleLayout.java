// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.waf.WafException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts rules into their phases, and finds out where a skipAfter leads. */
final class RuleLayout {

    /** A rule or a marker. */
    record Item(@Nullable RuleDraft rule, @Nullable String marker) {}

    private RuleLayout() {}

    /** The rules of each phase, 1 to 5, in their order. */
    static Rule[][] phases(List<Item> items) {
        Rule[][] phases = new Rule[6][];
        for (int phase = 0; phase < phases.length; phase++) {
            phases[phase] = phase(items, phase);
        }
        return phases;
    }

    private static Rule[] phase(List<Item> items, int phase) {
        List<Rule> rules = new ArrayList<>();
        Map<String, List<Integer>> places = new HashMap<>();
        for (Item item : items) {
            RuleDraft draft = item.rule();
            if (draft == null) {
                places.computeIfAbsent(String.valueOf(item.marker()), name -> new ArrayList<>())
                        .add(rules.size());
                continue;
            }
            Rule rule = draft.compiled;
            if (rule != null && draft.phase == phase) {
                rules.add(rule);
            }
            if (draft.phase == phase && draft.actions.id > 0) {
                places.computeIfAbsent(Integer.toString(draft.actions.id), name -> new ArrayList<>())
                        .add(rules.size());
            }
        }
        for (int index = 0; index < rules.size(); index++) {
            Rule rule = rules.get(index);
            String name = rule.skipAfter;
            if (name != null) {
                rule.jump = jump(rule, name, index, places.getOrDefault(name, List.of()));
            }
        }
        return rules.toArray(new Rule[0]);
    }

    private static int jump(Rule rule, String name, int index, List<Integer> places) {
        for (int place : places) {
            if (place > index) {
                return place;
            }
        }
        throw new WafException(
                "skipAfter:" + name + " leads nowhere: no SecMarker of that name follows",
                rule.place.file(),
                rule.place.line());
    }
}
