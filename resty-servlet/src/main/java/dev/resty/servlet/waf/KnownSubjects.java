// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Subjects of short contents that come again and again: names of headers and arguments, browsers' names, cookies. A new one
 * takes the place of another, so that memory stays bounded whatever clients send. Safe for concurrent use: a subject is whole
 * for who sees it, and who misses one that another thread puts there makes it again.
 */
final class KnownSubjects {

    /** Longer contents hardly come again. */
    private static final int LONGEST = 200;

    private static final int PLACES = 4096;

    /** A content can be in as many places, one after the other. */
    private static final int WAYS = 8;

    private final RuleIndex index;

    private final @Nullable Subject[] places = new Subject[PLACES];

    KnownSubjects(RuleIndex index) {
        this.index = index;
    }

    /** The subject of a content, made and kept where it isn't known; null for a content that isn't kept. */
    @Nullable Subject of(Bytes content) {
        if (content.length() > LONGEST) {
            return null;
        }
        int place = Subject.place(content);
        int first = place & PLACES - WAYS;
        for (int at = first; at < first + WAYS; at++) {
            Subject known = places[at];
            if (known != null && known.place == place && known.value.equals(content)) {
                return known;
            }
        }
        byte[] copy = Arrays.copyOfRange(content.array(), content.from(), content.to());
        Subject made = new Subject(Bytes.of(copy), index);
        for (int at = first + WAYS - 1; at > first; at--) {
            places[at] = places[at - 1];
        }
        places[first] = made;
        return made;
    }
}
