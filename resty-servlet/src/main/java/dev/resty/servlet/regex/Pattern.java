// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.Map;

/** A compiled regular expression over bytes. Immutable and safe for concurrent use. */
public interface Pattern {

    /**
     * Compiles a pattern.
     *
     * @param pattern PCRE's syntax, an ISO-8859-1 view of its bytes
     * @param options letters of {@code ngx.re}'s options: a d i j m o s u U x D J; j and o have no effect here
     * @throws PatternSyntaxException with what is wrong and where
     */
    static Pattern compile(String pattern, String options) {
        throw new PatternSyntaxException("no engine", pattern, 0);
    }

    /** The number of capturing groups, without group 0. */
    int groupCount();

    /** The names of named groups and their numbers. */
    Map<String, Integer> groupNames();

    /**
     * Searches for the first match that starts at or after {@code from}.
     *
     * @param subject the bytes to search, not changed
     * @param from where to start, 0 to {@code subject.length}
     * @param groups receives the start and end of each group, -1 for one that didn't take part; of at least
     *     {@code 2 * (groupCount() + 1)} elements; left alone where there is no match
     * @return whether there is a match
     */
    boolean find(byte[] subject, int from, int[] groups);

    /** Whether an ISO-8859-1 view of bytes has a match. */
    boolean find(String subject);
}
