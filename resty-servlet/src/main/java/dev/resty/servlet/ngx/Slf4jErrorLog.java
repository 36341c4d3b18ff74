// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.resty.servlet.http.HttpExchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The error log in SLF4J's logger {@value #LOGGER}: stderr to err are ERROR, warn is WARN, notice and info are INFO,
 * debug is DEBUG. Entries are decoded as UTF-8; control characters that could pass for the end of an entry or drive a
 * terminal are written as {@code \xHH}, line feeds and tabs excepted, which tracebacks need.
 */
public final class Slf4jErrorLog implements ErrorLog {

    /** The logger's name. */
    public static final String LOGGER = "dev.resty.ngx";

    private final Logger logger;

    /** Writes to {@value #LOGGER}. */
    public Slf4jErrorLog() {
        this(LoggerFactory.getLogger(LOGGER));
    }

    Slf4jErrorLog(Logger logger) {
        this.logger = logger;
    }

    @Override
    public void log(int level, String message, @Nullable HttpExchange exchange) {
        if (isEnabled(level)) {
            logger.atLevel(LogLevel.of(level).slf4j()).log(readable(message));
        }
    }

    @Override
    public boolean isEnabled(int level) {
        return logger.isEnabledForLevel(LogLevel.of(level).slf4j());
    }

    private static String readable(String message) {
        String text = new String(message.getBytes(ISO_8859_1), UTF_8);
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = c < ' ' && c != '\n' && c != '\t' || c == 0x7f;
            if (control && out == null) {
                out = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (out != null) {
                if (control) {
                    out.append(String.format("\\x%02X", (int) c));
                } else {
                    out.append(c);
                }
            }
        }
        return out == null ? text : out.toString();
    }
}
