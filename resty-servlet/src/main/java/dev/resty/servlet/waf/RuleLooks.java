// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variables;
import java.util.List;

/** Gathers what a rule looks at. */
final class RuleLooks {

    private RuleLooks() {}

    /** Adds a link's entries to a list, in their order. */
    static void collect(Rule link, Variables variables, List<Entry> to) {
        for (Rule.Look look : link.looks) {
            Target target = look.target();
            if (look.count()) {
                to.add(new Entry(target.variable(), target.selector(), Bytes.of(target.count(variables))));
            } else {
                target.collect(variables, to);
            }
        }
        for (Target excluded : link.exclusions) {
            exclude(excluded, to);
        }
    }

    /** Takes out what a target names. */
    static void exclude(Target excluded, List<Entry> from) {
        for (int i = from.size() - 1; i >= 0; i--) {
            if (excluded.matches(from.get(i))) {
                from.remove(i);
            }
        }
    }
}
