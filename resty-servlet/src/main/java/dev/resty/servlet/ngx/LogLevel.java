// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.util.Locale;
import org.slf4j.event.Level;

/** The levels of {@code ngx.log}; their order is their number. */
public enum LogLevel {
    /** Standard error of nginx's start. */
    STDERR("", Level.ERROR),
    /** Unusable. */
    EMERG("emerg", Level.ERROR),
    /** Act at once. */
    ALERT("alert", Level.ERROR),
    /** Critical. */
    CRIT("crit", Level.ERROR),
    /** A request failed. */
    ERR("error", Level.ERROR),
    /** Worth a look. */
    WARN("warn", Level.WARN),
    /** Normal, but worth noting. */
    NOTICE("notice", Level.INFO),
    /** Information. */
    INFO("info", Level.INFO),
    /** Debugging. */
    DEBUG("debug", Level.DEBUG);

    private static final LogLevel[] LEVELS = values();

    private final String nginxName;
    private final Level slf4j;

    LogLevel(String nginxName, Level slf4j) {
        this.nginxName = nginxName;
        this.slf4j = slf4j;
    }

    /** The level of a number from 0 to 8; others count as the nearest. */
    public static LogLevel of(int number) {
        return LEVELS[Math.max(0, Math.min(number, LEVELS.length - 1))];
    }

    /** The name in nginx's error log, such as {@code "error"}; empty for {@link #STDERR}. */
    public String nginxName() {
        return nginxName;
    }

    /** The name that {@code error_log} takes: {@link #nginxName()}, or {@code "stderr"}. */
    public String directiveName() {
        return nginxName.isEmpty() ? name().toLowerCase(Locale.ROOT) : nginxName;
    }

    /** What it is in SLF4J. */
    public Level slf4j() {
        return slf4j;
    }
}
