// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Target;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** What a transaction leaves out of a rule set: whole rules, and targets of rules. Used by one thread at a time. */
final class Exclusions {

    /** Ordinals of rules that aren't run. */
    final BitSet removed = new BitSet();

    /** Ordinals of rules that lack a target. */
    final BitSet narrowed = new BitSet();

    /** Whether anything is left out. */
    boolean any;

    private record Narrowing(BitSet rules, Target target) {}

    private final List<Narrowing> narrowings = new ArrayList<>();

    void remove(BitSet rules) {
        removed.or(rules);
        any = true;
    }

    void narrow(BitSet rules, Target target) {
        narrowings.add(new Narrowing(rules, target));
        narrowed.or(rules);
        any = true;
    }

    /** Whether a rule doesn't look at an entry. */
    boolean excludes(int ordinal, Entry entry) {
        for (Narrowing narrowing : narrowings) {
            if (narrowing.rules().get(ordinal) && narrowing.target().matches(entry)) {
                return true;
            }
        }
        return false;
    }
}
