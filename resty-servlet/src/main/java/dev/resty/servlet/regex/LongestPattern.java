// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.regex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A pattern with the option d: of the leftmost matches it finds the longest, and no groups. */
final class LongestPattern implements Pattern {

    private final CompiledPattern pattern;

    LongestPattern(CompiledPattern pattern) {
        this.pattern = pattern;
    }

    @Override
    public int groupCount() {
        return pattern.groupCount();
    }

    @Override
    public Map<String, List<Integer>> groupNames() {
        return pattern.groupNames();
    }

    @Override
    public boolean find(byte[] subject, int from, int[] groups) {
        return find(subject, 0, subject.length, from, groups);
    }

    @Override
    public boolean find(byte[] bytes, int begin, int end, int from, int[] groups) {
        if (groups.length < 2) {
            return pattern.find(bytes, begin, end, from, groups);
        }
        int[] bounds = new int[2];
        if (!pattern.find(bytes, begin, end, from, bounds)) {
            return false;
        }
        Arrays.fill(groups, -1);
        groups[0] = bounds[0];
        groups[1] = bounds[1];
        if (pattern.engine() instanceof AutomatonEngine automaton) {
            groups[1] = Math.max(bounds[1], automaton.longestEnd(bytes, begin, end, bounds[0]));
        }
        return true;
    }

    @Override
    public boolean find(String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        return pattern.find(bytes, 0, bytes.length, 0, new int[0]);
    }
}
