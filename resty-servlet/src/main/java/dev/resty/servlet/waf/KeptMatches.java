// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.waf.MatchedValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What the rule that is run has matched on, as logs and listeners are told. However many rules match however often on whatever
 * a client sends, a transaction keeps little more than {@value #MOST} characters of values; what log lines show is less. Used
 * by one thread at a time.
 */
final class KeptMatches {

    /** How much of a value, a message or a name is kept. */
    static final int MOST_TEXT = 2048;

    /** How much of a value is kept once the transaction has kept enough. */
    static final int LEAST_TEXT = 256;

    /** How much is enough. */
    static final int MOST = 1 << 17;

    /** How many matches of a rule are kept then: those after them take the last one's place. */
    static final int LEAST_MATCHES = 4;

    /** What an action without a condition matches on. */
    private static final MatchedValue NOTHING = new MatchedValue("", "");

    private final List<MatchedValue> found = new ArrayList<>();

    private int left = MOST;

    /** The beginning of a text, which is told of: all of it, but for very long ones. */
    static String beginning(Bytes text) {
        return beginning(text, MOST_TEXT);
    }

    private static String beginning(Bytes text, int most) {
        return (text.length() <= most ? text : text.slice(0, most)).text();
    }

    /** Whether a text of this length may be the beginning of a longer one. */
    static boolean mayBeCut(int length) {
        return length == MOST_TEXT || length == LEAST_TEXT;
    }

    /** Notes a match. */
    void add(Entry entry, Bytes value) {
        boolean spare = left > 0;
        int most = spare ? MOST_TEXT : LEAST_TEXT;
        MatchedValue match = new MatchedValue(name(entry, most), beginning(value, most));
        left = Math.max(0, left - match.variable().length() - match.value().length());
        if (spare || found.size() < LEAST_MATCHES) {
            found.add(match);
        } else {
            found.set(found.size() - 1, match);
        }
    }

    private static String name(Entry entry, int most) {
        Bytes key = entry.key();
        return key.length() <= most
                ? entry.name()
                : new Entry(entry.variable(), key.slice(0, most), entry.value()).name();
    }

    /** Notes a match of an action, which has no condition. */
    void addNothing() {
        found.add(NOTHING);
    }

    /** What was noted since {@link #clear}. */
    List<MatchedValue> list() {
        return List.copyOf(found);
    }

    /** Another rule is run. */
    void clear() {
        if (!found.isEmpty()) {
            found.clear();
        }
    }
}
