// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import org.jspecify.annotations.Nullable;

/** The contents of one transaction, each once: those of their own, and short ones that others share. Used by one thread at a time. */
final class Subjects {

    private static final int FIRST_CAPACITY = 32;

    /** So many others may be in the way: with more, who sends contents of one hash would make it slow. */
    private static final int MOST_PROBES = 32;

    private final RuleIndex index;

    /** Open addressing; a power of two. */
    private @Nullable Subject[] table = new Subject[FIRST_CAPACITY];

    private int size;

    Subjects(RuleIndex index) {
        this.index = index;
    }

    /** The one with a content. */
    Subject of(Bytes value) {
        Subject known = index.known(value);
        return known == null ? own(value) : known;
    }

    private Subject own(Bytes value) {
        int mask = table.length - 1;
        int at = Subject.place(value) & mask;
        for (int probes = 0; probes < MOST_PROBES; probes++) {
            Subject there = table[at];
            if (there == null) {
                return add(new Subject(value, index), at);
            }
            if (there.value.equals(value)) {
                return there;
            }
            at = at + 1 & mask;
        }
        return new Subject(value, index);
    }

    private Subject add(Subject made, int at) {
        table[at] = made;
        if (++size * 2 > table.length) {
            grow();
        }
        return made;
    }

    private void grow() {
        Subject[] old = table;
        Subject[] larger = new Subject[old.length * 4];
        int mask = larger.length - 1;
        for (Subject subject : old) {
            if (subject != null) {
                int at = subject.place & mask;
                while (larger[at] != null) {
                    at = at + 1 & mask;
                }
                larger[at] = subject;
            }
        }
        table = larger;
    }
}
