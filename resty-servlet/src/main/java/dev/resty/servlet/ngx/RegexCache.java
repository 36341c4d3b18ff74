// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;

/**
 * A worker's compiled patterns by pattern and options, {@code lua_regex_cache_max_entries} of them: beyond that the least
 * recently used one goes, and a warning tells so once. One thread at a time uses it.
 *
 * <p>Differs from OpenResty: patterns are kept with and without the option {@code o}, which nobody can tell from results.
 */
final class RegexCache {

    private static final int RECENT = 256;

    private record Key(LuaString pattern, LuaString options) {}

    /** The very strings that were asked with, which are a script's constants. */
    private record Recent(LuaString pattern, LuaString options, Regex.Compiled compiled) {}

    private final @Nullable Recent[] recent = new Recent[RECENT];
    private final Map<Key, Regex.Compiled> compiled = new LinkedHashMap<>(16, 0.75f, true);
    private final int maxEntries;
    private final int matchLimit;
    private final Consumer<String> warning;
    private boolean warned;

    /** Makes a cache that gives the warning of being full to {@code warning}. */
    RegexCache(int maxEntries, int matchLimit, Consumer<String> warning) {
        this.maxEntries = maxEntries;
        this.matchLimit = matchLimit;
        this.warning = warning;
    }

    /** The compiled pattern, or why it doesn't compile. */
    Regex.Compiled get(LuaString pattern, LuaString options) {
        int slot = slot(pattern, options);
        Recent last = recent[slot];
        if (last != null && last.pattern() == pattern && last.options() == options) {
            return last.compiled();
        }
        Regex.Compiled known = compiled.get(new Key(pattern, options));
        if (known == null) {
            known = Regex.compile(LuaText.view(pattern), LuaText.view(options), matchLimit);
            keep(pattern, options, known);
        }
        if (maxEntries > 0 && isWhole(pattern) && isWhole(options)) {
            recent[slot] = new Recent(pattern, options, known);
        }
        return known;
    }

    private static int slot(LuaString pattern, LuaString options) {
        return pattern.hashCode() * 31 + options.hashCode() & RECENT - 1;
    }

    private void keep(LuaString pattern, LuaString options, Regex.Compiled made) {
        if (maxEntries <= 0) {
            return;
        }
        compiled.put(new Key(whole(pattern), whole(options)), made);
        if (compiled.size() > maxEntries) {
            Key oldest = compiled.keySet().iterator().next();
            compiled.remove(oldest);
            recent[slot(oldest.pattern(), oldest.options())] = null;
            if (!warned) {
                warned = true;
                warning.accept("lua exceeding regex cache max entries (" + maxEntries + ")");
            }
        }
    }

    /** Whether a string doesn't keep more bytes from the garbage collector than its own. */
    private static boolean isWhole(LuaString string) {
        return string.m_length == string.m_bytes.length;
    }

    private static LuaString whole(LuaString string) {
        return isWhole(string) ? string : LuaString.valueUsing(LuaText.copy(string));
    }

    /** Whether nothing was ever kept. */
    boolean isEmpty() {
        return compiled.isEmpty();
    }
}
