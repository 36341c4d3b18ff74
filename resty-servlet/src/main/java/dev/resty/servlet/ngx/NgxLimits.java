// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

/**
 * Limits of the http block.
 *
 * @param regexCacheEntries {@code lua_regex_cache_max_entries}
 * @param regexMatchLimit {@code lua_regex_match_limit}: how many steps a search may take; 0 for PCRE's default
 * @param maxPendingTimers {@code lua_max_pending_timers}
 * @param maxRunningTimers {@code lua_max_running_timers}
 */
public record NgxLimits(int regexCacheEntries, int regexMatchLimit, int maxPendingTimers, int maxRunningTimers) {

    /** OpenResty's defaults. */
    public static final NgxLimits DEFAULTS = new NgxLimits(1024, 0, 1024, 256);
}
