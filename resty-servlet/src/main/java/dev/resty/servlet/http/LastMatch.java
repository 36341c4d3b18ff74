// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.http;

import org.jspecify.annotations.Nullable;

/**
 * The last regex match of a request: what {@code $1} and so on read.
 *
 * @param subject what was searched, an ISO-8859-1 view
 * @param groups start and end of each group, as {@code Pattern.find} leaves them
 */
record LastMatch(String subject, int[] groups) {

    /** A group; null where it took no part. */
    @Nullable String group(int number) {
        if (2 * number + 1 >= groups.length) {
            return null;
        }
        int start = groups[2 * number];
        int end = groups[2 * number + 1];
        return start < 0 || end < start ? null : subject.substring(start, end);
    }
}
