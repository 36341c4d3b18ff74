// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.List;
import java.util.Map;

/**
 * What a pattern's text says.
 *
 * @param root the whole pattern; with the option a, it starts with {@link Anchor#SEARCH_START}
 * @param groupCount the number of capturing groups, without group 0
 * @param names the groups of each name, in the pattern's order; several where names may be repeated
 * @param utf subjects are UTF-8: a search that starts within a character is an error
 * @param checked subjects have to be checked for being UTF-8
 * @param matchLimit of {@code (*LIMIT_MATCH=)}; 0 for none
 */
record ParsedPattern(
        Node root, int groupCount, Map<String, List<Integer>> names, boolean utf, boolean checked, int matchLimit) {}
