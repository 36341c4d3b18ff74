// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The three forms of dates in HTTP's header fields, read as leniently as nginx reads them: the weekday isn't checked. */
final class HttpTime {

    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}, and with two-digit year {@code Sunday, 06-Nov-94 08:49:37 GMT}. */
    private static final Pattern WITH_COMMA = Pattern.compile(
            "[^,]*, *([0-9]{2})([ -])([A-Za-z]{3})\\2([0-9]{4}|[0-9]{2}(?![0-9])) +([0-9]{2}):([0-9]{2}):([0-9]{2})(?s:.*)");

    /** {@code Sun Nov  6 08:49:37 1994}. */
    private static final Pattern ASCTIME =
            Pattern.compile("[^, ]* +([A-Za-z]{3}) +([0-9]{1,2}) +([0-9]{2}):([0-9]{2}):([0-9]{2}) +([0-9]{4})(?s:.*)");

    private HttpTime() {}

    /** Seconds since the epoch; null where the text is no date. */
    static @Nullable Long parse(String text) {
        Matcher comma = WITH_COMMA.matcher(text);
        if (comma.matches()) {
            int year = Integer.parseInt(comma.group(4));
            if (comma.group(4).length() == 2) {
                year += year < 70 ? 2000 : 1900;
            }
            return seconds(year, comma.group(3), comma.group(1), comma.group(5), comma.group(6), comma.group(7));
        }
        Matcher asctime = ASCTIME.matcher(text);
        if (asctime.matches()) {
            return seconds(
                    Integer.parseInt(asctime.group(6)),
                    asctime.group(1),
                    asctime.group(2),
                    asctime.group(3),
                    asctime.group(4),
                    asctime.group(5));
        }
        return null;
    }

    private static @Nullable Long seconds(
            int year, String monthName, String dayText, String hourText, String minuteText, String secondText) {
        int month = MONTHS.indexOf(monthName) + 1;
        int day = Integer.parseInt(dayText);
        int hour = Integer.parseInt(hourText);
        int minute = Integer.parseInt(minuteText);
        int second = Integer.parseInt(secondText);
        if (month == 0 || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
            return null;
        }
        return LocalDate.of(year, month, day).atTime(hour, minute, second).toEpochSecond(ZoneOffset.UTC);
    }
}
