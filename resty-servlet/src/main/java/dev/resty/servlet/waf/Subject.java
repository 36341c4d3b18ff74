// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A content that rules look at, whatever variables have it: its transformed forms, and which of a rule set's conditions it
 * may still meet. Used by one thread at a time.
 */
final class Subject {

    final Bytes value;

    /** By chain; null before one is asked for that changes something. */
    private Subject @Nullable [] forms;

    /** A bit for each condition of {@link RuleIndex}: cleared where it is known not to be met. Null until asked for. */
    private long @Nullable [] conditions;

    /** Whether {@link #conditions} belongs to others too. */
    private boolean shared;

    /** Whether conditions were cleared that who shares them doesn't know of. */
    private boolean learnt;

    Subject(Bytes value) {
        this.value = value;
    }

    /** What a chain makes of it; itself where nothing changes. */
    Subject form(TransformationChain chain, Subjects subjects) {
        if (chain.before == null || chain.last == null || (chain.triggers & value.kinds()) == 0) {
            return this;
        }
        Subject[] known = forms;
        if (known == null) {
            known = new Subject[subjects.chains()];
            forms = known;
        }
        Subject form = known[chain.number];
        if (form == null) {
            Subject input = form(chain.before, subjects);
            Bytes output =
                    (chain.last.triggers() & input.value.kinds()) == 0 ? input.value : chain.last.apply(input.value);
            form = output == input.value ? input : subjects.of(output);
            known[chain.number] = form;
        }
        return form;
    }

    /** The conditions it may meet; not to be changed. */
    long[] conditions(RuleIndex index) {
        long[] known = conditions;
        if (known == null) {
            known = index.known(value);
            shared = known != null;
            learnt = !shared;
            if (known == null) {
                known = index.candidates(value);
            }
            conditions = known;
        }
        return known;
    }

    /** Notes that it doesn't meet a condition. */
    void ruleOut(int condition, RuleIndex index) {
        long[] known = conditions(index);
        if (shared) {
            known = known.clone();
            conditions = known;
            shared = false;
            learnt = true;
        }
        known[condition >> 6] &= ~(1L << condition);
    }

    /** The conditions it may meet, for others too, where it knows more of them than was given to it; null where it doesn't. */
    long @Nullable [] share() {
        if (!learnt) {
            return null;
        }
        learnt = false;
        shared = true;
        return conditions;
    }
}
