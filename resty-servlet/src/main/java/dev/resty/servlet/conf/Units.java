// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.conf;

import java.time.Duration;
import java.util.OptionalLong;

/** nginx's notations of numbers, sizes and times. */
public final class Units {

    private static final String STEPS = "yMwdhms";
    private static final long[] SECONDS = {31_536_000, 2_592_000, 604_800, 86_400, 3_600, 60, 1};

    private Units() {}

    /**
     * Parses a size: bytes, or with {@code k} or {@code m}; {@code g} only where {@code giga} allows it.
     *
     * @return the size in bytes; empty where it isn't one
     */
    public static OptionalLong size(String text, boolean giga) {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        int shift =
                switch (text.charAt(text.length() - 1)) {
                    case 'k', 'K' -> 10;
                    case 'm', 'M' -> 20;
                    case 'g', 'G' -> giga ? 30 : 0;
                    default -> 0;
                };
        OptionalLong number = number(shift == 0 ? text : text.substring(0, text.length() - 1));
        if (number.isEmpty() || number.getAsLong() > Long.MAX_VALUE >> shift) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(number.getAsLong() << shift);
    }

    /**
     * Parses a time: seconds, or a sequence of numbers with the units {@code y M w d h m s ms}, from the largest to the
     * smallest, such as {@code 1h 30m}.
     *
     * @return the time in milliseconds; empty where it isn't one
     */
    public static OptionalLong milliseconds(String text) {
        long total = 0;
        int lastStep = -1;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
                end++;
            }
            OptionalLong value = number(text.substring(at, end));
            if (value.isEmpty()) {
                return value;
            }
            int step = STEPS.length() - 1;
            long scale = 1000;
            if (end < text.length()) {
                if (text.startsWith("ms", end)) {
                    step = STEPS.length();
                    scale = 1;
                    end += 2;
                } else if (text.charAt(end) == ' ') {
                    step = STEPS.length() + 1;
                } else {
                    step = STEPS.indexOf(text.charAt(end++));
                    scale = step < 0 ? 0 : SECONDS[step] * 1000;
                }
            }
            if (step <= lastStep || value.getAsLong() > (Long.MAX_VALUE - total) / scale) {
                return OptionalLong.empty();
            }
            total += value.getAsLong() * scale;
            lastStep = step;
            while (end < text.length() && text.charAt(end) == ' ') {
                end++;
            }
            at = end;
        }
        return lastStep < 0 ? OptionalLong.empty() : OptionalLong.of(total);
    }

    /** Parses a number of decimal digits; empty where it isn't one. */
    public static OptionalLong number(String text) {
        if (text.isEmpty() || text.length() > 18 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    static boolean flag(Directive directive) {
        return switch (directive.arg(0).toLowerCase(java.util.Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default ->
                throw directive.error(
                        "invalid value \"" + directive.arg(0) + "\" in \"" + directive.name()
                                + "\" directive, it must be \"on\" or \"off\"",
                        "");
        };
    }

    static int number(Directive directive) {
        OptionalLong number = number(directive.arg(0));
        if (number.isEmpty() || number.getAsLong() > Integer.MAX_VALUE) {
            throw directive.error(
                    "\"" + directive.name() + "\" directive invalid number", "give a whole number such as 1024");
        }
        return (int) number.getAsLong();
    }

    /** A number that may be larger than an int. */
    static long count(Directive directive) {
        return number(directive.arg(0))
                .orElseThrow(() -> directive.error(
                        "\"" + directive.name() + "\" directive invalid number",
                        "give a whole number such as 100000000"));
    }

    static long size(Directive directive) {
        return size(directive.arg(0), false)
                .orElseThrow(() -> invalid(directive, "give a size such as 8192, 16k or 1m"));
    }

    static long offset(Directive directive) {
        return size(directive.arg(0), true)
                .orElseThrow(() -> invalid(directive, "give a size such as 8192, 16k, 1m or 1g"));
    }

    static Duration time(Directive directive) {
        return Duration.ofMillis(milliseconds(directive.arg(0))
                .orElseThrow(() -> invalid(directive, "give a time such as 30, 500ms, 60s or 1h 30m")));
    }

    private static ConfException invalid(Directive directive, String remedy) {
        return directive.error("\"" + directive.name() + "\" directive invalid value", remedy);
    }
}
