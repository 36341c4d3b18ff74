// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The groups within which the reading is, to find calls that would go round in circles. */
final class OpenGroups {

    /** How many items were open before each group's content. */
    private final Map<Integer, Integer> items = new HashMap<>();

    /** Groups that refer to what they matched themselves. */
    private final Set<Integer> referringToThemselves = new HashSet<>();

    private int conditionals;

    /**
     * Opens a group.
     *
     * @param before how many items are open before its content
     * @return what to close it with
     */
    @Nullable Integer open(int group, int before) {
        return items.put(group, before);
    }

    void close(int group, @Nullable Integer outer) {
        if (outer == null) {
            items.remove(group);
        } else {
            items.put(group, outer);
        }
    }

    /** Notes a back reference to a group. */
    void refer(int group) {
        if (items.containsKey(group)) {
            referringToThemselves.add(group);
        }
    }

    /** Whether there is a back reference to a group within it: PCRE doesn't backtrack into such a group. */
    boolean refersToItself(int group) {
        return referringToThemselves.contains(group);
    }

    void openConditional() {
        conditionals++;
    }

    void closeConditional() {
        conditionals--;
    }

    boolean contains(int group) {
        return group == 0 || items.containsKey(group);
    }

    /**
     * How many items were open before a group's content; -1 where the group isn't open, or a conditional group is, which
     * can end the circle.
     */
    int itemsBefore(int group) {
        if (conditionals > 0) {
            return -1;
        }
        return group == 0 ? 0 : items.getOrDefault(group, -1);
    }
}
