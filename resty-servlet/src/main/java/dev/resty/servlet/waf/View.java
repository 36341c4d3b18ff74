// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.variable.Entry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a scope has in one transaction, and which conditions that may meet after a chain of transformations. Used by one thread
 * at a time.
 */
final class View {

    /** So few contents are asked one by one for each chain. */
    private static final int FEW = 8;

    final List<Entry> entries;

    /** The content of each of the entries. */
    final Subject[] subjects;

    private final RuleIndex index;

    /** The kinds of bytes that are anywhere in them. */
    private final int kinds;

    /** What one of a few contents may meet as it is; null before it is asked for. */
    private long @Nullable [] unchanged;

    /** By chain, of more than a few contents; null before one is asked for. */
    private @Nullable Layer @Nullable [] layers;

    View(List<Entry> entries, Subject[] subjects, RuleIndex index) {
        this.entries = entries;
        this.subjects = subjects;
        this.index = index;
        int any = 0;
        for (Subject subject : subjects) {
            any |= subject.kinds;
        }
        kinds = any;
    }

    /** Whether there are enough contents that {@link #conditions} spares work. */
    boolean isLarge() {
        return subjects.length > FEW;
    }

    /** The conditions that one of the contents may meet after a chain; not to be changed. */
    long[] conditions(TransformationChain chain, Subjects made) {
        if (isLarge()) {
            @Nullable Layer[] known = layers;
            if (known == null) {
                known = new Layer[index.chains];
                layers = known;
            }
            return layer(chain, known, made).conditions(index.words);
        }
        if (subjects.length == 1) {
            return subjects[0].form(chain, made).conditions();
        }
        boolean changes = (chain.triggers & kinds) != 0;
        long[] bits = changes ? null : unchanged;
        if (bits == null) {
            bits = new long[index.words];
            for (Subject subject : subjects) {
                Layer.join(subject.form(chain, made).conditions(), bits);
            }
            unchanged = changes ? unchanged : bits;
        }
        return bits;
    }

    private Layer layer(TransformationChain chain, @Nullable Layer[] known, Subjects made) {
        Layer layer = known[chain.number];
        if (layer == null) {
            layer = chain.before == null
                    ? Layer.of(subjects)
                    : layer(chain.before, known, made).after(chain, made);
            known[chain.number] = layer;
        }
        return layer;
    }
}
