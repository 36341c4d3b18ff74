// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What transactions found out about short contents that come again and again: names of headers and arguments, browsers'
 * names, cookies. A new content takes the place of another one, so that memory stays bounded, whatever clients send: at most
 * {@value #PLACES} of {@value #LONGEST} bytes and a bit for each condition of the rule set. What is kept follows from content and rules alone. Safe for
 * concurrent use.
 */
final class KnownContents {

    /** Longer ones hardly come again. */
    static final int LONGEST = 256;

    private static final int PLACES = 4096;

    private record Known(byte[] content, int hash, long[] conditions) {}

    private final AtomicReferenceArray<@Nullable Known> places = new AtomicReferenceArray<>(PLACES);

    /** The conditions that a content may meet, which aren't to be changed; null where it isn't known. */
    long @Nullable [] conditions(Bytes content) {
        if (content.length() > LONGEST) {
            return null;
        }
        int hash = content.hashCode();
        Known known = places.getPlain(place(hash));
        return known != null
                        && known.hash == hash
                        && Arrays.equals(
                                known.content, 0, known.content.length, content.array(), content.from(), content.to())
                ? known.conditions
                : null;
    }

    /** Keeps the conditions that a content may meet, which aren't changed any more. */
    void put(Bytes content, long[] conditions) {
        if (content.length() <= LONGEST) {
            byte[] copy = Arrays.copyOfRange(content.array(), content.from(), content.to());
            int hash = content.hashCode();
            places.setRelease(place(hash), new Known(copy, hash, conditions));
        }
    }

    private static int place(int hash) {
        int mixed = hash * 0x9e3779b9;
        return (mixed ^ mixed >>> 16) & PLACES - 1;
    }
}
