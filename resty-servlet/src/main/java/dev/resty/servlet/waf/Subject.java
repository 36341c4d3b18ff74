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

    /** The kinds of bytes in it. */
    final int kinds;

    /** Where to look for it among others: its content's hash, mixed. */
    final int place;

    private final RuleIndex index;

    /**
     * What transformations make of it, by their numbers; an element is null before it is asked for. Written without synchronization: a subject has final
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
        kinds = value.kinds();
        place = place(value);
        this.index = index;
    }

    /** Where a content is looked for: all its bits tell of all bytes. */
    static int place(Bytes content) {
        int mixed = content.hashCode() * 0x9e3779b9;
        return mixed ^ mixed >>> 15;
    }

    /** What a chain makes of it; itself where nothing changes. */
    Subject form(TransformationChain chain, Subjects subjects) {
        if ((chain.triggers & kinds) == 0) {
            return this;
        }
        Subject form = this;
        for (TransformationChain step : chain.steps) {
            form = form.after(step, subjects);
        }
        return form;
    }

    /** What a chain's last step makes of it; itself where nothing changes. */
    Subject after(TransformationChain chain, Subjects subjects) {
        Transformation last = chain.last;
        if (last == null || (chain.lastTriggers & kinds) == 0) {
            return this;
        }
        @Nullable Subject[] known = forms;
        if (known == null) {
            known = new Subject[index.transformations];
            forms = known;
        }
        Subject form = known[chain.lastNumber];
        if (form == null) {
            Bytes output = last.apply(value);
            form = output == value ? this : subjects.of(output);
            known[chain.lastNumber] = form;
        }
        return form;
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
