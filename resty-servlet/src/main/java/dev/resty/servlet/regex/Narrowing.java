// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import org.jspecify.annotations.Nullable;

/**
 * Searches with the automata of a set's parts, three at a time. To be used again and again; not for several threads.
 */
final class Narrowing {

    private static final int WALKS = 3;

    private static final byte[] NO_BYTES = {};

    private static final long[] NO_BITS = {};

    private final ManySearch.Walk[] walks = new ManySearch.Walk[WALKS];

    private final PatternGroup.@Nullable Part[] parts = new PatternGroup.Part[WALKS];

    private final @Nullable ManySearch[] searches = new ManySearch[WALKS];

    private final long[] wanted = new long[WALKS];

    private int waiting;

    private byte[] bytes = NO_BYTES;

    private int begin;

    private int end;

    private long[] found = NO_BITS;

    private long[] settled = NO_BITS;

    Narrowing() {
        for (int i = 0; i < WALKS; i++) {
            walks[i] = new ManySearch.Walk();
        }
    }

    /**
     * Begins with a subject.
     *
     * @param found a bit for each member that may match; loses those of members that are found not to
     * @param settled receives the bits of those that were searched for
     */
    void begin(byte[] bytes, int begin, int end, long[] found, long[] settled) {
        this.bytes = bytes;
        this.begin = begin;
        this.end = end;
        this.found = found;
        this.settled = settled;
    }

    /** How many members of some may match. */
    int count(int firstWord, long[] some) {
        int count = 0;
        for (int word = 0; word < some.length; word++) {
            count += Long.bitCount(found[firstWord + word] & some[word]);
        }
        return count;
    }

    /** Searches for the members of a part that may match, now or a little later. */
    void add(PatternGroup.Part part, ManySearch search) {
        parts[waiting] = part;
        searches[waiting] = search;
        wanted[waiting] = part.among(found);
        walks[waiting].begin(search, bytes, begin, wanted[waiting]);
        waiting++;
        if (waiting == WALKS) {
            run();
        }
    }

    /** Ends with the subject. */
    void end() {
        if (waiting > 0) {
            run();
        }
        bytes = NO_BYTES;
        found = NO_BITS;
        settled = NO_BITS;
    }

    private void run() {
        ManySearch.finish(walks[0], walks[1], walks[2], bytes, begin, end);
        for (int i = 0; i < waiting; i++) {
            PatternGroup.Part part = parts[i];
            ManySearch search = searches[i];
            if (part != null && search != null) {
                part.settle(search, wanted[i], walks[i].found(), found, settled);
            }
            parts[i] = null;
            searches[i] = null;
        }
        waiting = 0;
    }
}
