// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LocationConf.AccessLog;
import dev.resty.servlet.conf.LocationConf.AccessLog.Escape;
import dev.resty.servlet.conf.Value;
import dev.resty.servlet.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * A line of an access log: its format's text with the variables' values, escaped.
 *
 * @see <a href="https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format">log_format</a>
 */
final class AccessLogLine {

    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private AccessLogLine() {}

    static String of(AccessLog log, HttpExchange exchange) {
        StringBuilder line = new StringBuilder(160);
        for (Value.Part part : log.line().parts()) {
            if (part instanceof Value.Literal literal) {
                line.append(literal.text());
            } else {
                append(line, exchange.variable(((Value.Variable) part).name()), log.escape());
            }
        }
        return line.toString();
    }

    private static void append(StringBuilder line, @Nullable String value, Escape escape) {
        if (value == null) {
            if (escape == Escape.DEFAULT) {
                line.append('-');
            }
            return;
        }
        switch (escape) {
            case DEFAULT -> escapeBytes(line, value);
            case JSON -> escapeJson(line, value);
            case NONE -> line.append(value);
        }
    }

    private static void escapeBytes(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                line.append("\\x").append(HEX[c >> 4 & 15]).append(HEX[c & 15]);
            } else {
                line.append(c);
            }
        }
    }

    private static void escapeJson(StringBuilder line, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> line.append('\\').append(c);
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                case '\b' -> line.append("\\b");
                case '\f' -> line.append("\\f");
                default -> {
                    if (c < ' ') {
                        line.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
                    } else {
                        line.append(c);
                    }
                }
            }
        }
    }
}
