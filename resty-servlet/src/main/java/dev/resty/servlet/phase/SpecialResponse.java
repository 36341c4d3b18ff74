// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.phase.Headers;
import dev.resty.servlet.http.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The pages that nginx answers with by itself: one for each status from 300 on that has a text. */
final class SpecialResponse {

    private static final Map<Integer, byte[]> PAGES = new HashMap<>();

    static {
        page(301, "301 Moved Permanently", "301 Moved Permanently");
        page(302, "302 Found", "302 Found");
        page(303, "303 See Other", "303 See Other");
        page(307, "307 Temporary Redirect", "307 Temporary Redirect");
        page(308, "308 Permanent Redirect", "308 Permanent Redirect");
        page(400, "400 Bad Request", "400 Bad Request");
        page(401, "401 Authorization Required", "401 Authorization Required");
        page(402, "402 Payment Required", "402 Payment Required");
        page(403, "403 Forbidden", "403 Forbidden");
        page(404, "404 Not Found", "404 Not Found");
        page(405, "405 Not Allowed", "405 Not Allowed");
        page(406, "406 Not Acceptable", "406 Not Acceptable");
        page(408, "408 Request Time-out", "408 Request Time-out");
        page(409, "409 Conflict", "409 Conflict");
        page(410, "410 Gone", "410 Gone");
        page(411, "411 Length Required", "411 Length Required");
        page(412, "412 Precondition Failed", "412 Precondition Failed");
        page(413, "413 Request Entity Too Large", "413 Request Entity Too Large");
        page(414, "414 Request-URI Too Large", "414 Request-URI Too Large");
        page(415, "415 Unsupported Media Type", "415 Unsupported Media Type");
        page(416, "416 Requested Range Not Satisfiable", "416 Requested Range Not Satisfiable");
        page(421, "421 Misdirected Request", "421 Misdirected Request");
        page(429, "429 Too Many Requests", "429 Too Many Requests");
        page(500, "500 Internal Server Error", "500 Internal Server Error");
        page(501, "501 Not Implemented", "501 Not Implemented");
        page(502, "502 Bad Gateway", "502 Bad Gateway");
        page(503, "503 Service Temporarily Unavailable", "503 Service Temporarily Unavailable");
        page(504, "504 Gateway Time-out", "504 Gateway Time-out");
        page(505, "505 HTTP Version Not Supported", "505 HTTP Version Not Supported");
        page(507, "507 Insufficient Storage", "507 Insufficient Storage");
    }

    private SpecialResponse() {}

    /** Answers with the status's page, or with no body where nginx has no page for it. */
    static void send(HttpExchange exchange, int status) throws IOException {
        exchange.response().errorStatus(0);
        exchange.status(status);
        Headers headers = exchange.responseHeaders();
        headers.remove("Content-Length");
        headers.remove("Last-Modified");
        headers.remove("ETag");
        headers.remove("Accept-Ranges");
        byte[] page = PAGES.get(status);
        if (page == null) {
            if (status != 204 && status != 304) {
                headers.set("Content-Length", "0");
            }
            if (!headers.contains("Content-Type")) {
                headers.set("Content-Type", "");
            }
            exchange.response().finish();
            return;
        }
        headers.set("Content-Type", "text/html");
        headers.set("Content-Length", Integer.toString(page.length));
        exchange.write(page);
        exchange.response().finish();
    }

    /** Answers a subrequest with a status only, and leaves its body unended, as ngx_lua does. */
    static void withoutPage(HttpExchange exchange, int status) throws IOException {
        exchange.status(status);
        Headers headers = exchange.responseHeaders();
        headers.remove("Content-Length");
        headers.remove("Last-Modified");
        headers.remove("Accept-Ranges");
        if (status < 300) {
            headers.set("Content-Length", "0");
        }
        exchange.response().sendHeaders();
    }

    private static void page(int status, String title, String heading) {
        String page = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + heading
                + "</h1></center>\r\n<hr><center>resty</center>\r\n</body>\r\n</html>\r\n";
        PAGES.put(status, page.getBytes(StandardCharsets.ISO_8859_1));
    }
}
