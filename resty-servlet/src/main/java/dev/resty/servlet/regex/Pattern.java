// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import java.util.Map;

/**
 * A compiled regular expression over bytes. Immutable and safe for concurrent use.
 *
 * <p>Patterns without look-around, back-references, atomic groups, recursion, conditions and verbs are matched in time linear
 * in the subject's length.
 *
 * <p>Differs from OpenResty: only the other patterns count steps, so that {@code lua_regex_match_limit} binds none but those.
 *
 * <p>Differs from OpenResty: with the option d, a pattern that isn't matched in linear time finds the match that it finds without it.
 */
public interface Pattern {

    /**
     * Compiles a pattern, with PCRE's limit of steps.
     *
     * @param pattern PCRE's syntax, an ISO-8859-1 view of its bytes
     * @param options letters of {@code ngx.re}'s options: a d i j m o s u x D J U; j and o have no effect here; and E, with
     *     which {@code $} is only the subject's end unless there is an m, PCRE's DOLLAR_ENDONLY
     * @throws PatternSyntaxException with what is wrong and where
     */
    static Pattern compile(String pattern, String options) {
        return compile(pattern, options, 0);
    }

    /**
     * Compiles a pattern.
     *
     * @param pattern PCRE's syntax, an ISO-8859-1 view of its bytes
     * @param options as of {@link #compile(String, String)}
     * @param matchLimit {@code lua_regex_match_limit}: how many steps one search may take; 0 for PCRE's default
     * @throws PatternSyntaxException with what is wrong and where
     */
    static Pattern compile(String pattern, String options, int matchLimit) {
        return CompiledPattern.compile(pattern, PatternOptions.parse(pattern, options), matchLimit);
    }

    /** The number of capturing groups, without group 0. */
    int groupCount();

    /** The names of named groups and their numbers, in the pattern's order: several where a name is repeated. */
    Map<String, List<Integer>> groupNames();

    /**
     * Searches for the first match that starts at or after {@code from}.
     *
     * @param subject the bytes to search, not changed
     * @param from where to start, 0 to {@code subject.length}
     * @param groups receives the start and end of each group, -1 for one that didn't take part; of at least
     *     {@code 2 * (groupCount() + 1)} elements; left alone where there is no match
     * @return whether there is a match
     * @throws RegexExecException where the search was given up: too many steps, too deep, not UTF-8
     */
    boolean find(byte[] subject, int from, int[] groups);

    /**
     * Searches a part of an array for the first match that starts at or after {@code from}.
     *
     * @param bytes the array, not changed
     * @param begin where the subject begins
     * @param end behind the subject's last byte
     * @param from where to start, {@code begin} to {@code end}; bytes before it are seen by anchors and by what looks back
     * @param groups receives the start and end of as many groups as it has room for, counted from the array's start, -1 for
     *     one that didn't take part: of length 0 where only the existence of a match is asked for, 2 for its bounds;
     *     undefined where there is no match
     * @return whether there is a match
     * @throws RegexExecException where the search was given up: too many steps, not UTF-8
     */
    boolean find(byte[] bytes, int begin, int end, int from, int[] groups);

    /** Whether an ISO-8859-1 view of bytes has a match. Throws as {@link #find(byte[], int, int[])} does. */
    boolean find(String subject);
}
