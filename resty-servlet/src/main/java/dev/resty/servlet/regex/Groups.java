// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The capturing groups of a pattern that is being read. References can name groups that come later: what needs to know them
 * is read again, with the groups of the first reading.
 */
final class Groups {

    private final @Nullable Groups first;
    private final Map<String, List<Integer>> names = new LinkedHashMap<>();
    private final Map<Integer, String> nameOf = new HashMap<>();

    /** How many characters each group that is closed matches. */
    private final Map<Integer, Integer> widths = new HashMap<>();

    private final Map<Integer, Boolean> emptiness = new HashMap<>();

    /** The number of the last group. */
    private int last;

    /** The highest number so far: branch resets let {@link #last} go back. */
    private int highest;

    private int highestReference;

    private boolean incomplete;

    /**
     * Prepares a reading.
     *
     * @param first the groups of an earlier reading; null in the first, which takes every reference as good
     */
    Groups(@Nullable Groups first) {
        this.first = first;
    }

    /** The number of groups that have begun. */
    int count() {
        return last;
    }

    /** How many groups there are so far. */
    int highest() {
        return highest;
    }

    int open() {
        highest = Math.max(highest, ++last);
        return last;
    }

    /** Goes to a number, for the next branch of a branch reset or for what follows it. */
    void reset(int number) {
        last = number;
    }

    /** Asks for a second reading. */
    void readAgain() {
        incomplete = true;
    }

    /** Whether another reading is needed. */
    boolean incomplete() {
        return incomplete && first == null;
    }

    boolean isSecondReading() {
        return first != null;
    }

    Map<String, List<Integer>> names() {
        return names;
    }

    /** The name of a group; null for none. */
    @Nullable String nameOf(int group) {
        return nameOf.get(group);
    }

    void name(int group, String name) {
        nameOf.put(group, name);
        List<Integer> groups = names.computeIfAbsent(name, n -> new ArrayList<>(1));
        if (!groups.contains(group)) {
            groups.add(group);
        }
    }

    /** The groups of a name, wherever they stand: none in a first reading. */
    List<Integer> named(String name) {
        if (first == null) {
            readAgain();
            return List.of();
        }
        return first.names.getOrDefault(name, List.of());
    }

    /** Notes a reference to a number, which has to be there in the end. */
    void refer(int number) {
        highestReference = Math.max(highestReference, number);
    }

    boolean hasDanglingReference() {
        return highestReference > highest;
    }

    /** Whether there is no such group; in the first reading, no such group yet. */
    boolean isMissing(int group) {
        return group > (first == null ? highest : first.highest);
    }

    /** The group that is so many groups before or after here. */
    int relative(int sign, int number) {
        return sign == '+' ? last + number : last - number + 1;
    }

    void close(int group, int width, boolean canBeEmpty) {
        widths.putIfAbsent(group, width);
        emptiness.putIfAbsent(group, canBeEmpty);
    }

    boolean isClosed(int group) {
        return widths.containsKey(group);
    }

    /** Whether a group can match the empty string; true for one that isn't closed. */
    boolean canBeEmpty(int group) {
        return emptiness.getOrDefault(group, true);
    }

    /** How many characters a group matches; a group that isn't closed yet is known in the second reading. */
    int width(int group) {
        Integer width = widths.get(group);
        if (width == null && first == null) {
            readAgain();
            return 0;
        }
        if (width == null && first != null) {
            width = first.widths.get(group);
        }
        return width == null ? ParseState.VARIES : width;
    }
}
