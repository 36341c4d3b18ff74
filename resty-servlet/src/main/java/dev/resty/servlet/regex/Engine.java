// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

/** One way to search with a compiled pattern. Immutable, or safe for concurrent use. */
interface Engine {

    /**
     * Searches for the leftmost match that starts at or after {@code from}, of those the one that a backtracking matcher
     * finds first. Bytes before {@code from} are seen by anchors and by what looks back.
     *
     * @param bytes the array the subject is in; not changed, not kept
     * @param begin where the subject begins
     * @param end behind the subject's last byte
     * @param from where to start, {@code begin} to {@code end}
     * @param groups receives start and end of as many groups as it has room for, counted from the array's start, -1 for
     *     one that didn't take part: of length 0 where only the existence of a match is asked for, 2 for its bounds, {@code 2 *
     *     (groupCount + 1)} for all groups. Left alone, or filled with anything, where there is no match
     * @return whether there is a match
     * @throws RegexExecException where the search was given up
     */
    boolean find(byte[] bytes, int begin, int end, int from, int[] groups);
}
