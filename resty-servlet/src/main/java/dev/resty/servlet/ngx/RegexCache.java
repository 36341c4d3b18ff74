// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.resty.servlet.lua.LuaText;
import org.luaj.vm2.LuaString;

/**
 * A worker's compiled patterns by pattern and options, {@code lua_regex_cache_max_entries} of them.
 *
 * <p>Differs from OpenResty: patterns are kept with and without the option {@code o}, which nobody can tell from results.
 */
final class RegexCache {

    private record Key(LuaString pattern, LuaString options) {}

    private final Cache<Key, Regex.Compiled> compiled;
    private final boolean keeps;
    private volatile boolean empty = true;

    RegexCache(int maxEntries) {
        keeps = maxEntries > 0;
        compiled = Caffeine.newBuilder()
                .maximumSize(Math.max(0, maxEntries))
                .executor(Runnable::run)
                .build();
    }

    /** The compiled pattern, or why it doesn't compile. */
    Regex.Compiled get(LuaString pattern, LuaString options) {
        Key key = new Key(pattern, options);
        Regex.Compiled known = compiled.getIfPresent(key);
        if (known == null) {
            known = Regex.compile(LuaText.view(pattern), LuaText.view(options));
            if (keeps) {
                compiled.put(key, known);
                empty = false;
            }
        }
        return known;
    }

    /** Whether nothing was ever kept. */
    boolean isEmpty() {
        return empty;
    }
}
