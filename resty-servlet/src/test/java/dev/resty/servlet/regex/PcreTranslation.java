// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import java.util.Map;

/**
 * A pattern of PCRE's as java.util.regex takes it. Groups are unnamed there, and some are of our own making, so the
 * numbers differ.
 *
 * @param java the translated pattern
 * @param groups java's number of each group, from group 0
 * @param names group names and PCRE's numbers
 * @param keepGroups java's numbers of the empty groups that mark where {@code \K} stands
 */
record PcreTranslation(String java, List<Integer> groups, Map<String, Integer> names, List<Integer> keepGroups) {

    /** Reads a pattern twice: references may name groups that come later. */
    static PcreTranslation of(String pattern, PatternOptions options) {
        PcreTranslation groupsOnly = new PcreTranslator(pattern, options, null).translate();
        return new PcreTranslator(pattern, options, groupsOnly).translate();
    }

    int groupCount() {
        return groups.size() - 1;
    }

    int javaGroup(int group) {
        return groups.get(group);
    }
}
