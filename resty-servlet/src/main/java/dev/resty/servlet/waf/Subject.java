// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.transformation.Transformation;
import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A content that rules look at, whatever variables have it: its transformed forms, and which of a rule set's conditions it
 * may still meet. All it says follows from the content and the rules, so that transactions share it; what one of them finds
 * out at the same time as another may be lost, and is found out again. Safe for concurrent use.
 */
final class Subject {

    final Bytes value;

    private final RuleIndex index;

    /**
     * By chain; an element is null before its chain is asked for. Written without synchronization: a subject has final
     * fields and volatile ones only, so that who sees it sees it whole.
     */
    private volatile @Nullable Subject @Nullable [] forms;

    /**
     * A bit for each condition of the index: cleared where it is known not to be met, never set again. Null before it is
     * asked for.
     */
    private volatile long @Nullable [] conditions;

    Subject(Bytes value, RuleIndex index) {
        this.value = value;
        this.index = index;
    }

    /** What a chain makes of it; itself where nothing changes. */
    Subject form(TransformationChain chain, Subjects subjects) {
        if ((chain.triggers & value.kinds()) == 0) {
            return this;
        }
        @Nullable Subject[] known = forms;
        if (known == null) {
            known = new Subject[index.chains];
            forms = known;
        }
        Subject form = known[chain.number];
        if (form == null) {
            form = make(chain, subjects);
            known[chain.number] = form;
        }
        return form;
    }

    private Subject make(TransformationChain chain, Subjects subjects) {
        TransformationChain before = chain.before;
        Transformation last = chain.last;
        if (before == null || last == null) {
            return this;
        }
        Subject input = form(before, subjects);
        Bytes output = (last.triggers() & input.value.kinds()) == 0 ? input.value : last.apply(input.value);
        return output == input.value ? input : subjects.of(output);
    }

    /** The conditions it may meet; not to be changed. */
    long[] conditions() {
        long[] known = conditions;
        if (known == null) {
            known = index.candidates(value);
            conditions = known;
        }
        return known;
    }

    /** Whether it may meet a condition. */
    boolean mayMeet(int condition) {
        return (conditions()[condition >> 6] >>> condition & 1) != 0;
    }

    /** Notes that it doesn't meet a condition. */
    void ruleOut(int condition) {
        conditions()[condition >> 6] &= ~(1L << condition);
    }
}
