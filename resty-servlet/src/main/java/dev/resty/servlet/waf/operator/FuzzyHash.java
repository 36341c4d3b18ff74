// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.operator;

import dev.resty.servlet.waf.value.Bytes;
import java.util.ArrayList;
import java.util.List;

/** {@code @fuzzyHash file threshold}: the value is at least so much like what a hash in a file of ssdeep's was made of, in percent. */
final class FuzzyHash implements Operator {

    private final List<FuzzyDigest> known;

    private final int threshold;

    private FuzzyHash(List<FuzzyDigest> known, int threshold) {
        this.known = List.copyOf(known);
        this.threshold = threshold;
    }

    static FuzzyHash of(String argument, OperatorFiles files) {
        String text = argument.strip();
        int space = text.lastIndexOf(' ');
        String percent = text.substring(space + 1);
        if (space < 0 || percent.length() > 3 || !percent.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException(
                    "it takes a file of hashes and a number from 1 to 100, not \"" + text + '"');
        }
        int threshold = Integer.parseInt(percent);
        if (threshold < 1 || threshold > 100) {
            throw new IllegalArgumentException("it takes a number from 1 to 100, not " + threshold);
        }
        String name = text.substring(0, space).strip();
        List<FuzzyDigest> known = new ArrayList<>();
        for (String line : PhraseList.lines(name, files)) {
            FuzzyDigest digest = FuzzyDigest.parse(line);
            if (digest != null) {
                known.add(digest);
            } else if (!line.startsWith("ssdeep,")) {
                throw new IllegalArgumentException("\"" + line + "\" in " + name + " is no hash of ssdeep's");
            }
        }
        return new FuzzyHash(known, threshold);
    }

    @Override
    public boolean matches(Bytes value, Evaluation evaluation) {
        FuzzyDigest digest = FuzzyDigest.of(value);
        for (FuzzyDigest one : known) {
            if (one.likeness(digest) >= threshold) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean dependsOnValueAlone() {
        return true;
    }
}
