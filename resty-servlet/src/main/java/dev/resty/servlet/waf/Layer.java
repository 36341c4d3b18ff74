// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the contents of a view are after some transformations, each once. They stand by the kinds of bytes in them, since a step
 * leaves all of some kinds as they are: of what a document has, it is asked for a few. Used by one thread at a time.
 */
final class Layer {

    /** Who sends contents of more mixtures of kinds has the rest of them asked one by one. */
    private static final int MOST_MIXTURES = 16;

    private final Mixture[] mixtures;

    /** The kinds of bytes that are anywhere in them. */
    private final int kinds;

    /** What one of the contents may meet; null before it is asked for. */
    private long @Nullable [] conditions;

    /** Contents with the same kinds of bytes; other layers that have the same share it. */
    private static final class Mixture {

        private int kinds;

        private Subject[] subjects = new Subject[8];

        private int size;

        private long @Nullable [] conditions;

        Mixture(int kinds) {
            this.kinds = kinds;
        }

        void add(Subject subject) {
            if (size == subjects.length) {
                subjects = Arrays.copyOf(subjects, 2 * size);
            }
            subjects[size++] = subject;
        }

        long[] conditions(int words) {
            long[] known = conditions;
            if (known == null) {
                known = new long[words];
                for (int i = 0; i < size; i++) {
                    join(subjects[i].conditions(), known);
                }
                conditions = known;
            }
            return known;
        }
    }

    private Layer(Mixture[] mixtures) {
        int any = 0;
        for (Mixture mixture : mixtures) {
            any |= mixture.kinds;
        }
        this.mixtures = mixtures;
        kinds = any;
    }

    /** The contents that entries have. */
    static Layer of(Subject[] subjects) {
        return new Layer(mixtures(subjects, subjects.length, new Mixture[0], 0));
    }

    /** What a chain's last step makes of these; these themselves where it changes none. */
    Layer after(TransformationChain chain, Subjects made) {
        if ((chain.lastTriggers & kinds) == 0) {
            return this;
        }
        Mixture[] kept = new Mixture[mixtures.length];
        int keptSize = 0;
        int changing = 0;
        for (Mixture mixture : mixtures) {
            if ((chain.lastTriggers & mixture.kinds) == 0) {
                kept[keptSize++] = mixture;
            } else {
                changing += mixture.size;
            }
        }
        Subject[] forms = new Subject[changing];
        int size = 0;
        boolean same = true;
        for (Mixture mixture : mixtures) {
            for (int i = 0; i < mixture.size && (chain.lastTriggers & mixture.kinds) != 0; i++) {
                Subject form = mixture.subjects[i].after(chain, made);
                same &= form == mixture.subjects[i];
                forms[size++] = form;
            }
        }
        return same ? this : new Layer(mixtures(forms, size, kept, keptSize));
    }

    /** Adds contents, each once, to mixtures that stay as they are. */
    private static Mixture[] mixtures(Subject[] subjects, int size, Mixture[] kept, int keptSize) {
        Mixture[] all = Arrays.copyOf(kept, keptSize + MOST_MIXTURES);
        int count = keptSize;
        int mask = Integer.highestOneBit(size | 1) * 4 - 1;
        @Nullable Subject[] last = new Subject[mask + 1];
        for (int i = 0; i < size; i++) {
            Subject subject = subjects[i];
            if (last[subject.place & mask] == subject) {
                continue;
            }
            last[subject.place & mask] = subject;
            int at = keptSize;
            while (at < count && all[at].kinds != subject.kinds) {
                at++;
            }
            if (at == all.length) {
                at = keptSize;
                all[at].kinds |= subject.kinds;
            } else if (at == count) {
                all[count++] = new Mixture(subject.kinds);
            }
            all[at].add(subject);
        }
        return Arrays.copyOf(all, count);
    }

    /** The conditions that one of the contents may meet; not to be changed. */
    long[] conditions(int words) {
        long[] known = conditions;
        if (known == null) {
            if (mixtures.length == 1) {
                known = mixtures[0].conditions(words);
            } else {
                known = new long[words];
                for (Mixture mixture : mixtures) {
                    join(mixture.conditions(words), known);
                }
            }
            conditions = known;
        }
        return known;
    }

    /** Adds bits to others. */
    static void join(long[] from, long[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] |= from[i];
        }
    }
}
