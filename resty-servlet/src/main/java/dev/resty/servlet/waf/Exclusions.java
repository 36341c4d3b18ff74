// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a transaction leaves out of a rule set: whole rules, and targets of rules. Used by one thread at a time. */
final class Exclusions {

    /** Ordinals of rules that aren't run. */
    final BitSet removed = new BitSet();

    /** Ordinals of rules that lack a target. */
    final BitSet narrowed = new BitSet();

    /** Whether anything is left out. */
    boolean any;

    /** The ordinals of the rules that lack a target, by target: a rule may take the same one away for each value it matches. */
    final Map<Target, BitSet> narrowings = new LinkedHashMap<>();

    void remove(BitSet rules) {
        removed.or(rules);
        any = true;
    }

    void narrow(BitSet rules, Target target) {
        narrowings.computeIfAbsent(target, same -> new BitSet()).or(rules);
        narrowed.or(rules);
        any = true;
    }

    /** Whether a rule doesn't look at an entry. */
    boolean excludes(int ordinal, Entry entry) {
        for (Map.Entry<Target, BitSet> narrowing : narrowings.entrySet()) {
            if (narrowing.getValue().get(ordinal) && narrowing.getKey().matches(entry)) {
                return true;
            }
        }
        return false;
    }
}
