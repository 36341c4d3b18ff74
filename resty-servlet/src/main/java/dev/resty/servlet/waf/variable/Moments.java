// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.variable;

import dev.resty.servlet.waf.value.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The variables that a clock makes: DURATION in microseconds, TIME and its parts in the machine's time zone. */
final class Moments {

    private final InstantSource clock;

    private final Instant start;

    Moments(InstantSource clock) {
        this.clock = clock;
        start = clock.instant();
    }

    @Nullable Bytes value(Variable variable) {
        Instant now = clock.instant();
        if (variable == Variable.DURATION) {
            return Bytes.of(Duration.between(start, now).toNanos() / 1000);
        }
        if (variable == Variable.TIME_EPOCH) {
            return Bytes.of(now.getEpochSecond());
        }
        ZonedDateTime time = now.atZone(ZoneId.systemDefault());
        return switch (variable) {
            case TIME ->
                Bytes.of(String.format(
                        Locale.ROOT, "%02d:%02d:%02d", time.getHour(), time.getMinute(), time.getSecond()));
            case TIME_DAY -> Bytes.of(time.getDayOfMonth());
            case TIME_HOUR -> Bytes.of(time.getHour());
            case TIME_MIN -> Bytes.of(time.getMinute());
            case TIME_MON -> Bytes.of(time.getMonthValue() - 1);
            case TIME_SEC -> Bytes.of(time.getSecond());
            case TIME_WDAY -> Bytes.of(time.getDayOfWeek().getValue() % 7);
            case TIME_YEAR -> Bytes.of(time.getYear());
            default -> null;
        };
    }
}
