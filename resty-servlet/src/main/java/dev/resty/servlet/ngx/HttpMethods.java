// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Methods by the numbers that ngx has for them, such as {@code ngx.HTTP_GET}. */
final class HttpMethods {

    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x2, "GET"),
            Map.entry(0x4, "HEAD"),
            Map.entry(0x8, "POST"),
            Map.entry(0x10, "PUT"),
            Map.entry(0x20, "DELETE"),
            Map.entry(0x40, "MKCOL"),
            Map.entry(0x80, "COPY"),
            Map.entry(0x100, "MOVE"),
            Map.entry(0x200, "OPTIONS"),
            Map.entry(0x400, "PROPFIND"),
            Map.entry(0x800, "PROPPATCH"),
            Map.entry(0x1000, "LOCK"),
            Map.entry(0x2000, "UNLOCK"),
            Map.entry(0x4000, "PATCH"),
            Map.entry(0x8000, "TRACE"));

    private HttpMethods() {}

    /** The name of a number; null where there is none. */
    static @Nullable String name(int number) {
        return NAMES.get(number);
    }
}
