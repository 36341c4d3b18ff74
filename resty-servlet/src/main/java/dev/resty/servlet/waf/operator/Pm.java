// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import java.util.List;

/**
 * {@code @pm} and {@code @pmFromFile}: one of some phrases is in the value, in any case of ASCII letters. Captures, as 0, the one
 * that ends first, as the list has it.
 */
final class Pm implements Operator {

    private final List<byte[]> phrases;

    private final PhraseSearch search;

    Pm(List<byte[]> phrases) {
        this.phrases = phrases;
        this.search = new PhraseSearch(phrases);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        int phrase = search.first(value.array(), value.from(), value.to());
        if (phrase >= 0 && evaluation.capturing()) {
            evaluation.capture(0, Bytes.of(phrases.get(phrase)));
        }
        return phrase >= 0;
    }

    @Override
    public Indexed indexed() {
        return new Indexed.Phrases(phrases, true);
    }
}
