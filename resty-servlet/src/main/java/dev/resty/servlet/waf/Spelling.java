// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody may have meant who wrote a name that isn't known. */
final class Spelling {

    private Spelling() {}

    /**
     * The name that a few changes of letters make, ignoring case.
     *
     * @param names by themselves in lower case
     * @return null where none is near
     */
    static @Nullable String nearest(String written, Map<String, String> names) {
        String word = written.toLowerCase(Locale.ROOT);
        String nearest = null;
        int least = word.length() / 3 + 1;
        for (Map.Entry<String, String> name : names.entrySet()) {
            int distance = distance(word, name.getKey());
            if (distance < least) {
                least = distance;
                nearest = name.getValue();
            }
        }
        return nearest;
    }

    /** Levenshtein's: how many letters must be put in, taken out or changed. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
