// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/**
 * What an index met in a subject: whose literals, and for those who want to know, where the first begins and whether there are
 * others. Who needs several kinds of literals has a slot for each. Not for several threads; to be used again and again.
 */
final class Sightings {

    /** A bit for each slot whose literals were met. */
    final long[] met;

    /** A bit for each slot whose literals were met at more than one place, or maybe were. */
    final long[] again;

    /** A bit for each member that automata have told of. */
    final long[] settled;

    private final long[] placed;

    private final int[] first;

    /**
     * Makes room for some.
     *
     * @param words of bits of all slots
     * @param members words of bits of all members
     * @param placed a bit for each slot that wants to know places; shorter where the later ones don't
     */
    Sightings(int words, int members, long[] placed) {
        met = new long[words];
        again = new long[placed.length];
        settled = new long[members];
        first = new int[placed.length << 6];
        this.placed = placed;
    }

    /** Where the first literal of a slot begins that was met; of a slot that wants to know, without {@link #again} if it is one. */
    int first(int slot) {
        return first[slot];
    }

    /** Whether there is nothing more to be told of a slot. */
    boolean isDone(int slot) {
        int word = slot >> 6;
        return (met[word] >>> slot & 1) != 0 && (word >= placed.length || (placed[word] >>> slot & 1) == 0);
    }

    /** Notes that a literal of a slot begins at a place. */
    void add(int slot, int place) {
        int word = slot >> 6;
        long bit = 1L << slot;
        boolean known = (met[word] & bit) != 0;
        met[word] |= bit;
        if (word < placed.length) {
            again[word] |= known ? bit : 0;
            first[slot] = known ? Math.min(first[slot], place) : place;
        }
    }
}
