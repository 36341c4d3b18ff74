// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;

/** What a group has matched, once more. */
final class BackReferences {

    private BackReferences() {}

    /**
     * The first group of a reference that took part; -1 where none did.
     *
     * @param groups start and end of each group
     */
    static int group(Node.BackReference reference, int[] groups) {
        List<Integer> candidates = reference.groups();
        for (int i = 0; i < candidates.size(); i++) {
            int group = candidates.get(i);
            if (groups[2 * group + 1] >= 0) {
                return group;
            }
        }
        return -1;
    }

    /** Behind the same text as from {@code start} to {@code stop}; -1 where there is another. */
    static int end(Node.BackReference reference, int start, int stop, byte[] bytes, int at, int end) {
        if (!reference.caseless()) {
            return same(bytes, start, stop, at, end);
        }
        return reference.utf() ? sameCharacters(bytes, start, stop, at, end) : sameLetters(bytes, start, stop, at, end);
    }

    private static int same(byte[] bytes, int start, int stop, int at, int end) {
        int length = stop - start;
        if (length > end - at) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != bytes[at + i]) {
                return -1;
            }
        }
        return at + Math.max(0, length);
    }

    private static int sameLetters(byte[] bytes, int start, int stop, int at, int end) {
        int length = stop - start;
        if (length > end - at) {
            return -1;
        }
        for (int i = 0; i < length; i++) {
            if (lower(bytes[start + i]) != lower(bytes[at + i])) {
                return -1;
            }
        }
        return at + Math.max(0, length);
    }

    private static int lower(byte value) {
        return value >= 'A' && value <= 'Z' ? value + 0x20 : value;
    }

    /** Of characters whose two cases can be of different lengths. */
    private static int sameCharacters(byte[] bytes, int start, int stop, int at, int end) {
        int here = at;
        int there = start;
        while (there < stop) {
            if (here >= end) {
                return -1;
            }
            int wanted = character(bytes, there, stop);
            int found = character(bytes, here, end);
            if (wanted != found && !isOtherCase(wanted, found)) {
                return -1;
            }
            there += length(bytes[there]);
            here += length(bytes[here]);
        }
        return here > end ? -1 : here;
    }

    private static boolean isOtherCase(int wanted, int found) {
        for (int other : CaseEquivalents.others(wanted)) {
            if (other == found) {
                return true;
            }
        }
        return false;
    }

    static int length(byte lead) {
        int value = lead & 0xff;
        return value < 0xc0 ? 1 : value < 0xe0 ? 2 : value < 0xf0 ? 3 : 4;
    }

    /** The character at a place of valid UTF-8. */
    static int character(byte[] bytes, int at, int end) {
        int length = length(bytes[at]);
        if (length == 1 || at + length > end) {
            return bytes[at] & 0xff;
        }
        int value = bytes[at] & 0xff >>> length + 1;
        for (int i = 1; i < length; i++) {
            value = value << 6 | bytes[at + i] & 0x3f;
        }
        return value;
    }
}
