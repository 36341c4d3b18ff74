// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Subjects of short contents that come again and again: names of headers and arguments, browsers' names, cookies. A new one
 * takes the place of another, so that memory stays bounded whatever clients send. Safe for concurrent use.
 */
final class KnownSubjects {

    /** Longer contents hardly come again. */
    private static final int LONGEST = 200;

    private static final int PLACES = 2048;

    private final RuleIndex index;

    private final AtomicReferenceArray<@Nullable Subject> places = new AtomicReferenceArray<>(PLACES);

    KnownSubjects(RuleIndex index) {
        this.index = index;
    }

    /** The subject of a content, made and kept where it isn't known; null for a content that isn't kept. */
    @Nullable Subject of(Bytes content) {
        if (content.length() > LONGEST) {
            return null;
        }
        int mixed = content.hashCode() * 0x9e3779b9;
        int place = (mixed ^ mixed >>> 16) & PLACES - 1;
        Subject known = places.getPlain(place);
        if (known != null && known.value.equals(content)) {
            return known;
        }
        byte[] copy = Arrays.copyOfRange(content.array(), content.from(), content.to());
        Subject made = new Subject(Bytes.of(copy), index);
        places.setRelease(place, made);
        return made;
    }
}
