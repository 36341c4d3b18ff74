// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/** Where {@code ngx.log} and the errors of phases go: SLF4J, or a file in nginx's format. Safe for concurrent use. */
public interface ErrorLog {

    /**
     * Writes an entry, or drops it where its level is off.
     *
     * @param level a level of ngx: 0 ({@code ngx.STDERR}) to 8 ({@code ngx.DEBUG})
     * @param message an ISO-8859-1 view of the bytes that follow the prefix, such as
     *     {@code [lua] access_by_lua(nginx.conf:12):2: text}
     * @param exchange the request it is about; null outside a request
     */
    void log(int level, String message, @Nullable HttpExchange exchange);

    /** Whether entries of a level are written. */
    boolean isEnabled(int level);
}
