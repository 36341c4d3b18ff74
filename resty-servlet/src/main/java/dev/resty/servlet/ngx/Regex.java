// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.LuaText;
import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** A compiled pattern with what {@code ngx.re} needs to make tables of its matches. Immutable. */
final class Regex {

    /** What became of a pattern: exactly one of the two is there. */
    record Compiled(@Nullable Regex regex, @Nullable String error) {}

    private final Pattern pattern;
    private final LuaString[] names;
    private final List<List<Integer>> numbers;

    private Regex(Pattern pattern) {
        this.pattern = pattern;
        Map<String, List<Integer>> groups = pattern.groupNames();
        this.names = groups.keySet().stream().map(LuaText::of).toArray(LuaString[]::new);
        this.numbers = new ArrayList<>(groups.values());
    }

    /** Compiles a pattern of views of bytes; options that don't exist, or not yet, are a Lua error. */
    static Compiled compile(String pattern, String options) {
        for (int i = 0; i < options.length(); i++) {
            char option = options.charAt(i);
            if ("dDJ".indexOf(option) >= 0) {
                throw new LuaError("flag \"" + option + "\" is not supported (flags \"" + options + "\")");
            }
            if ("aijmosuUx".indexOf(option) < 0) {
                throw new LuaError("unknown flag \"" + option + "\" (flags \"" + options + "\")");
            }
        }
        try {
            return new Compiled(new Regex(Pattern.compile(pattern, options)), null);
        } catch (PatternSyntaxException e) {
            String rest = pattern.substring(Math.min(e.offset(), pattern.length()));
            String error = "pcre_compile() failed: " + e.getMessage() + " in \"" + pattern + "\"";
            return new Compiled(null, rest.isEmpty() ? error : error + " at \"" + rest + "\"");
        }
    }

    int groupCount() {
        return pattern.groupCount();
    }

    /** Room for the offsets of a match. */
    int[] newGroups() {
        return new int[2 * (pattern.groupCount() + 1)];
    }

    /** Searches; throws {@link dev.resty.servlet.regex.RegexExecException} where the search is given up. */
    boolean find(byte[] subject, int from, int[] groups) {
        return pattern.find(subject, from, groups);
    }

    /** Puts a match into a table: numbered groups, then named ones; false for those that didn't take part. */
    LuaTable collect(byte[] subject, int[] groups, LuaTable into) {
        for (int i = 0; i <= groupCount(); i++) {
            into.set(i, group(subject, groups, i));
        }
        for (int i = 0; i < names.length; i++) {
            into.set(names[i], firstTaken(into, numbers.get(i)));
        }
        return into;
    }

    /** Of the groups with one name, the first that took part. */
    private static LuaValue firstTaken(LuaTable match, List<Integer> groups) {
        LuaValue value = LuaValue.FALSE;
        for (int i = 0; i < groups.size() && !value.toboolean(); i++) {
            value = match.get(groups.get(i));
        }
        return value;
    }

    private static LuaValue group(byte[] subject, int[] groups, int group) {
        int start = groups[2 * group];
        return start < 0 ? LuaValue.FALSE : LuaArgs.part(subject, start, groups[2 * group + 1]);
    }
}
