// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request that meets a variant: what one figure is about. Each has the bare application with the same request as its peer. */
enum Workload {
    BARE_HELLO(Variant.BARE, Shape.HELLO),
    BARE_GET(Variant.BARE, Shape.GET),
    BARE_POST(Variant.BARE, Shape.POST),
    BARE_PAGE(Variant.BARE, Shape.PAGE),
    NOOP(Variant.NOOP, Shape.HELLO),
    EMPTY(Variant.EMPTY, Shape.HELLO),
    LOCATION(Variant.LOCATION, Shape.HELLO),
    LUA(Variant.LUA, Shape.HELLO),
    LIMITER(Variant.LIMITER, Shape.HELLO),
    CACHE(Variant.CACHE, Shape.HELLO),
    WAF_GET(Variant.WAF, Shape.GET),
    WAF_POST(Variant.WAF, Shape.POST),
    SECLANG_GET(Variant.SECLANG, Shape.GET),
    SECLANG_POST(Variant.SECLANG, Shape.POST),
    BODY_FILTER(Variant.PAGE, Shape.PAGE);

    private final Variant variant;
    private final Shape shape;

    Workload(Variant variant, Shape shape) {
        this.variant = variant;
        this.shape = shape;
    }

    Variant variant() {
        return variant;
    }

    Shape shape() {
        return shape;
    }

    /** Its name in figures, such as {@code waf-get}. */
    String figure() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The workload of that name in figures; null where there is none. */
    static @Nullable Workload named(String figure) {
        for (Workload workload : values()) {
            if (workload.figure().equals(figure)) {
                return workload;
            }
        }
        return null;
    }

    /** The bare application with the same request. */
    Workload peer() {
        return switch (shape) {
            case HELLO -> BARE_HELLO;
            case GET -> BARE_GET;
            case POST, ATTACK -> BARE_POST;
            case PAGE -> BARE_PAGE;
        };
    }
}
