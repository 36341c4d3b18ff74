// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import dev.resty.servlet.regex.RegexExecException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * A compiled pattern with what {@code ngx.re} needs to make tables of its matches. Belongs to a worker, so one thread at a
 * time uses it.
 */
final class Regex {

    private static final String OPTIONS = "adijmosuxDJU";

    /** What became of a pattern: exactly one of the two is there. */
    record Compiled(@Nullable Regex regex, @Nullable String error) {}

    private final Pattern pattern;
    private final int groupCount;
    private final boolean repeatedNames;
    private final LuaString[] names;
    private final int[][] numbers;
    private final int[] bounds = new int[2];
    private final int[] groups;
    private @Nullable LuaString templateText;
    private @Nullable ReplaceTemplate template;

    private Regex(Pattern pattern, String options) {
        this.pattern = pattern;
        this.groupCount = options.indexOf('d') >= 0 ? 0 : pattern.groupCount();
        this.repeatedNames = options.indexOf('D') >= 0;
        Map<String, List<Integer>> named = pattern.groupNames();
        this.names = named.keySet().stream().map(LuaText::of).toArray(LuaString[]::new);
        this.numbers = named.values().stream()
                .map(of -> of.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        this.groups = newGroups();
    }

    /**
     * Compiles a pattern of views of bytes; options that don't exist are a Lua error.
     *
     * @param matchLimit how many steps a search may take; 0 for the default
     */
    static Compiled compile(String pattern, String options, int matchLimit) {
        for (int i = 0; i < options.length(); i++) {
            if (OPTIONS.indexOf(options.charAt(i)) < 0) {
                throw new LuaError("unknown flag \"" + options.charAt(i) + "\" (flags \"" + options + "\")");
            }
        }
        try {
            return new Compiled(new Regex(Pattern.compile(pattern, options, matchLimit), options), null);
        } catch (PatternSyntaxException e) {
            String rest = pattern.substring(Math.min(e.offset(), pattern.length()));
            String error = "pcre_compile() failed: " + e.getMessage() + " in \"" + pattern + "\"";
            return new Compiled(null, rest.isEmpty() ? error : error + " at \"" + rest + "\"");
        }
    }

    Pattern pattern() {
        return pattern;
    }

    /** How many groups a match tells, without group 0: with the option d none. */
    int groupCount() {
        return groupCount;
    }

    /** Room for the offsets of a match. */
    int[] newGroups() {
        return new int[2 * (groupCount + 1)];
    }

    /** Room for the offsets of a match, the same for each search: for where no Lua code runs before they are read. */
    int[] sharedGroups() {
        return groups;
    }

    /** Room for the bounds of a match, the same for each search. */
    int[] sharedBounds() {
        return bounds;
    }

    /**
     * Searches; offsets count from the start of the string's array.
     *
     * @param from where to start in the string
     * @throws RegexExecException where the search is given up
     */
    boolean find(LuaString subject, int from, int[] found) {
        if (from > subject.m_length) {
            throw RegexExecException.badOffset();
        }
        int begin = subject.m_offset;
        return pattern.find(subject.m_bytes, begin, begin + subject.m_length, begin + from, found);
    }

    /** The template of a replacement, of which the last one is kept; null where it is malformed. */
    @Nullable ReplaceTemplate template(LuaString text) {
        ReplaceTemplate known = template;
        if (known == null || text != templateText && !text.raweq(templateText)) {
            known = ReplaceTemplate.parse(text);
            template = known;
            templateText = text;
        }
        return known;
    }

    /** Makes a table of a match. */
    LuaTable collect(LuaString subject, int[] found) {
        return collect(subject, found, new Table(groupCount, 1 + names.length));
    }

    /** Puts a match into a table: numbered groups, then named ones; false for those that didn't take part. */
    LuaTable collect(LuaString subject, int[] found, LuaTable into) {
        for (int i = 0; i <= groupCount; i++) {
            into.set(i, group(subject, found, i));
        }
        for (int i = 0; i < names.length; i++) {
            for (int number : numbers[i]) {
                LuaValue value = into.get(number);
                if (repeatedNames) {
                    collectRepeated(names[i], value, into);
                } else {
                    into.set(names[i], value);
                }
            }
        }
        return into;
    }

    /** With the option D, a name has an array of what its groups matched. */
    private static void collectRepeated(LuaString name, LuaValue value, LuaTable into) {
        if (value.toboolean()) {
            LuaValue known = into.get(name);
            LuaTable values = known.istable() ? known.checktable() : new Table();
            values.set(values.length() + 1, value);
            into.set(name, values);
        }
    }

    private static LuaValue group(LuaString subject, int[] found, int group) {
        int start = found[2 * group];
        return start < 0 ? LuaValue.FALSE : LuaArgs.part(subject.m_bytes, start, found[2 * group + 1]);
    }
}
