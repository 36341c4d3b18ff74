// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.ngx.ErrorLog;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** nginx's error log as the SLF4J logger {@code dev.resty.error}. */
final class Slf4jErrorLog implements ErrorLog {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.error");
    private static final int ERR = 4;
    private static final int WARN = 5;
    private static final int INFO = 7;

    @Override
    public void log(int level, String message, @Nullable HttpExchange exchange) {
        Level slf4j = level(level);
        if (!LOG.isEnabledForLevel(slf4j)) {
            return;
        }
        String text = new String(message.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        if (exchange == null) {
            LOG.atLevel(slf4j).log(printable(text));
        } else {
            String request = exchange.method() + " " + exchange.requestUri();
            LOG.atLevel(slf4j)
                    .log(
                            "{}, client: {}, request: \"{}\"",
                            printable(text),
                            exchange.request().getRemoteAddr(),
                            printable(request));
        }
    }

    @Override
    public boolean isEnabled(int level) {
        return LOG.isEnabledForLevel(level(level));
    }

    private static Level level(int level) {
        if (level <= ERR) {
            return Level.ERROR;
        }
        if (level == WARN) {
            return Level.WARN;
        }
        return level <= INFO ? Level.INFO : Level.DEBUG;
    }

    /** Control characters but line ends and tabs would let a request forge the log. */
    private static String printable(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
            if (control && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null) {
                if (control) {
                    escaped.append(String.format("\\x%02X", (int) c));
                } else {
                    escaped.append(c);
                }
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
