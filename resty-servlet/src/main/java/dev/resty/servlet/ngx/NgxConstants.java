// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.LinkedHashMap;
import java.util.Map;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** The constants of {@code ngx}: results, levels, methods and statuses. */
final class NgxConstants {

    private static final Map<String, Integer> NUMBERS = new LinkedHashMap<>();

    static {
        results();
        levels();
        methods();
        successAndRedirection();
        clientErrors();
        serverErrors();
    }

    private NgxConstants() {}

    /** Adds the constants to the {@code ngx} table. */
    static void addTo(LuaTable ngx) {
        NUMBERS.forEach((name, number) -> ngx.set(name, LuaValue.valueOf(number)));
        ngx.set("null", NgxNull.NULL);
    }

    private static void results() {
        NUMBERS.put("OK", 0);
        NUMBERS.put("ERROR", -1);
        NUMBERS.put("AGAIN", -2);
        NUMBERS.put("DONE", -4);
        NUMBERS.put("DECLINED", -5);
    }

    private static void levels() {
        for (LogLevel level : LogLevel.values()) {
            NUMBERS.put(level.name(), level.ordinal());
        }
    }

    private static void methods() {
        String[] names = {
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "MKCOL",
            "COPY",
            "MOVE",
            "OPTIONS",
            "PROPFIND",
            "PROPPATCH",
            "LOCK",
            "UNLOCK",
            "PATCH",
            "TRACE"
        };
        int bit = 2;
        for (String name : names) {
            NUMBERS.put("HTTP_" + name, bit);
            bit *= 2;
        }
    }

    private static void status(String name, int status) {
        NUMBERS.put("HTTP_" + name, status);
    }

    private static void successAndRedirection() {
        status("CONTINUE", 100);
        status("SWITCHING_PROTOCOLS", 101);
        status("OK", 200);
        status("CREATED", 201);
        status("ACCEPTED", 202);
        status("NO_CONTENT", 204);
        status("PARTIAL_CONTENT", 206);
        status("SPECIAL_RESPONSE", 300);
        status("MOVED_PERMANENTLY", 301);
        status("MOVED_TEMPORARILY", 302);
        status("SEE_OTHER", 303);
        status("NOT_MODIFIED", 304);
        status("TEMPORARY_REDIRECT", 307);
        status("PERMANENT_REDIRECT", 308);
    }

    private static void clientErrors() {
        status("BAD_REQUEST", 400);
        status("UNAUTHORIZED", 401);
        status("PAYMENT_REQUIRED", 402);
        status("FORBIDDEN", 403);
        status("NOT_FOUND", 404);
        status("NOT_ALLOWED", 405);
        status("NOT_ACCEPTABLE", 406);
        status("REQUEST_TIMEOUT", 408);
        status("CONFLICT", 409);
        status("GONE", 410);
        status("UPGRADE_REQUIRED", 426);
        status("TOO_MANY_REQUESTS", 429);
        status("CLOSE", 444);
        status("ILLEGAL", 451);
    }

    private static void serverErrors() {
        status("INTERNAL_SERVER_ERROR", 500);
        status("NOT_IMPLEMENTED", 501);
        status("METHOD_NOT_IMPLEMENTED", 501);
        status("BAD_GATEWAY", 502);
        status("SERVICE_UNAVAILABLE", 503);
        status("GATEWAY_TIMEOUT", 504);
        status("VERSION_NOT_SUPPORTED", 505);
        status("INSUFFICIENT_STORAGE", 507);
    }
}
