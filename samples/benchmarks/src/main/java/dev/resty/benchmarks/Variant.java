// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import dev.resty.servlet.RestyEngine;
import dev.resty.servlet.RestyFilter;
import dev.resty.servlet.RestyServletBuilder;
import dev.resty.servlet.conf.ConfSource;
import jakarta.servlet.Filter;
import org.jspecify.annotations.Nullable;

/** What stands in front of the application. */
enum Variant {
    /** Nothing. */
    BARE,
    /** A filter that only calls on. */
    NOOP,
    /** Our filter without a configuration. */
    EMPTY,
    /** Our filter with empty locations. */
    LOCATION,
    /** A small access phase in Lua. */
    LUA,
    /** A limit of requests in a shared dict. */
    LIMITER,
    /** Twenty rules in Lua. */
    WAF,
    /** The same rules in SecLang. */
    SECLANG,
    /** A hit in a worker's cache. */
    CACHE,
    /** A header filter and a body filter. */
    PAGE;

    /** Its name in figures. */
    String figure() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The filter, with an engine of its own where it is ours; null for the bare application. */
    @Nullable Filter filter() {
        return switch (this) {
            case BARE -> null;
            case NOOP -> (request, response, chain) -> chain.doFilter(request, response);
            default -> new RestyFilter(engine());
        };
    }

    private RestyEngine engine() {
        RestyServletBuilder builder = RestyFilter.builder();
        if (this != EMPTY) {
            builder.conf(ConfSource.classpath("conf/" + figure() + ".conf", Variant.class.getClassLoader()));
        }
        return builder.build();
    }
}
