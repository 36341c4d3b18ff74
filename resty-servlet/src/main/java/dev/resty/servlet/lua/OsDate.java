// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * C's {@code strftime} in the C locale, as {@code os.date} uses it, with glibc's flags and widths: {@code %-d}, {@code %^a},
 * {@code %10Y}.
 */
final class OsDate {

    private static final Locale C = Locale.ENGLISH;
    private static final String NUMBERS = "CdegGHIjklmMsSuUVwWyY";
    private static final String PADDED_WITH_SPACES = "ekls";
    private static final String SWAPPED_TO_LOWER = "pZ";
    private static final String SWAPPED_TO_UPPER = "aAbBh";
    private static final int WIDEST = 1000;

    /** What can't have the modifier E, and O; elsewhere they change nothing in the C locale. */
    private static final String WITHOUT_E = "aAbBdDeFgGhHIjklmMSUVwW";

    private static final String WITHOUT_O = "aAcDFxXY";

    /** What {@link Instant} has, but for some days. */
    private static final long FARTHEST = 31_556_800_000_000_000L;

    private final ZonedDateTime time;
    private final StringBuilder out = new StringBuilder();

    private OsDate(ZonedDateTime time) {
        this.time = time;
    }

    /** A time in seconds since the epoch as text, or for {@code *t} as a table; nil where no calendar goes so far. */
    static LuaValue format(String format, long seconds, ZoneId local) {
        boolean utc = format.startsWith("!");
        String template = utc ? format.substring(1) : format;
        if (Math.abs(seconds) > FARTHEST) {
            return LuaValue.NIL;
        }
        ZonedDateTime time = Instant.ofEpochSecond(seconds).atZone(utc ? ZoneOffset.UTC : local);
        if (template.startsWith("*t")) {
            return fields(time);
        }
        return LuaText.of(new OsDate(time).text(template));
    }

    private static LuaTable fields(ZonedDateTime time) {
        LuaTable table = new Table();
        table.set("sec", time.getSecond());
        table.set("min", time.getMinute());
        table.set("hour", time.getHour());
        table.set("day", time.getDayOfMonth());
        table.set("month", time.getMonthValue());
        table.set("year", time.getYear());
        table.set("wday", time.getDayOfWeek().getValue() % 7 + 1);
        table.set("yday", time.getDayOfYear());
        table.set("isdst", LuaValue.valueOf(time.getZone().getRules().isDaylightSavings(time.toInstant())));
        return table;
    }

    private String text(String template) {
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            if (c == '%' && i + 1 < template.length()) {
                i = specification(template, i);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    /** Writes what a {@code %} stands for; where the specification ends. */
    private int specification(String template, int start) {
        int at = start + 1;
        char pad = 0;
        boolean upper = false;
        boolean swapped = false;
        for (; at < template.length() && "_-0^#".indexOf(template.charAt(at)) >= 0; at++) {
            char flag = template.charAt(at);
            upper |= flag == '^';
            swapped |= flag == '#';
            pad = flag == '^' || flag == '#' ? pad : flag;
        }
        int width = 0;
        for (; at < template.length() && Character.digit(template.charAt(at), 10) >= 0; at++) {
            width = Math.min(WIDEST, width * 10 + Character.digit(template.charAt(at), 10));
        }
        boolean plain = at == start + 1;
        boolean refused = false;
        if (at + 1 < template.length() && "EO".indexOf(template.charAt(at)) >= 0) {
            String without = template.charAt(at) == 'E' ? WITHOUT_E : WITHOUT_O;
            at++;
            refused = without.indexOf(template.charAt(at)) >= 0;
        }
        int written = out.length();
        if (at == template.length() || refused || !convert(template.charAt(at))) {
            String verbatim = template.substring(start, Math.min(at + 1, template.length()));
            out.append(" ".repeat(Math.max(0, width - verbatim.length()))).append(verbatim);
            return at;
        }
        if (!plain) {
            char conversion = template.charAt(at);
            String text = out.substring(written);
            out.setLength(written);
            if (NUMBERS.indexOf(conversion) >= 0) {
                number(text, pad != 0 ? pad : PADDED_WITH_SPACES.indexOf(conversion) >= 0 ? '_' : '0', width);
            } else {
                boolean lower = swapped && SWAPPED_TO_LOWER.indexOf(conversion) >= 0;
                boolean capital = upper || swapped && SWAPPED_TO_UPPER.indexOf(conversion) >= 0;
                out.append((pad == '0' ? "0" : " ").repeat(Math.max(0, width - text.length())));
                out.append(lower ? text.toLowerCase(C) : capital && conversion != 'P' ? text.toUpperCase(C) : text);
            }
        }
        return at;
    }

    /** A number again, as its flag and width want it. */
    private void number(String usual, char pad, int width) {
        int first = 0;
        while (first < usual.length() - 1 && " 0".indexOf(usual.charAt(first)) >= 0) {
            first++;
        }
        int missing = Math.max(width, pad == '-' ? 0 : usual.length()) - (usual.length() - first);
        out.append((pad == '0' ? "0" : " ").repeat(Math.max(0, missing))).append(usual, first, usual.length());
    }

    private boolean convert(char conversion) {
        switch (conversion) {
            case 'a' -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, C));
            case 'A' -> out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, C));
            case 'b', 'h' -> out.append(time.getMonth().getDisplayName(TextStyle.SHORT, C), 0, 3);
            case 'B' -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, C));
            case 'c' -> text("%a %b %e %H:%M:%S %Y");
            case 'C' -> padded(Math.floorDiv(time.getYear(), 100), 2, '0');
            case 'd' -> padded(time.getDayOfMonth(), 2, '0');
            case 'D', 'x' -> text("%m/%d/%y");
            case 'e' -> padded(time.getDayOfMonth(), 2, ' ');
            case 'F' -> text("%Y-%m-%d");
            case 'g' -> padded(Math.floorMod(time.get(IsoFields.WEEK_BASED_YEAR), 100), 2, '0');
            case 'G' -> out.append(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> padded(time.getHour(), 2, '0');
            case 'I' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, '0');
            case 'j' -> padded(time.getDayOfYear(), 3, '0');
            case 'k' -> padded(time.getHour(), 2, ' ');
            case 'l' -> padded(time.get(ChronoField.CLOCK_HOUR_OF_AMPM), 2, ' ');
            case 'm' -> padded(time.getMonthValue(), 2, '0');
            case 'M' -> padded(time.getMinute(), 2, '0');
            case 'n' -> out.append('\n');
            case 'p' -> out.append(time.getHour() < 12 ? "AM" : "PM");
            case 'P' -> out.append(time.getHour() < 12 ? "am" : "pm");
            case 'r' -> text("%I:%M:%S %p");
            case 'R' -> text("%H:%M");
            case 's' -> out.append(time.toEpochSecond());
            case 'S' -> padded(time.getSecond(), 2, '0');
            case 't' -> out.append('\t');
            case 'T', 'X' -> text("%H:%M:%S");
            case 'u' -> out.append(time.getDayOfWeek().getValue());
            case 'U' -> padded(week(time.getDayOfWeek().getValue() % 7), 2, '0');
            case 'V' -> padded(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0');
            case 'w' -> out.append(time.getDayOfWeek().getValue() % 7);
            case 'W' -> padded(week(time.getDayOfWeek().getValue() - 1), 2, '0');
            case 'y' -> padded(Math.floorMod(time.getYear(), 100), 2, '0');
            case 'Y' -> out.append(time.getYear());
            case 'z' -> zone();
            case 'Z' -> out.append(zoneName());
            case '%' -> out.append('%');
            default -> {
                return false;
            }
        }
        return true;
    }

    private String zoneName() {
        if (time.getZone().equals(ZoneOffset.UTC)) {
            return "GMT";
        }
        boolean summer = time.getZone().getRules().isDaylightSavings(time.toInstant());
        return java.util.TimeZone.getTimeZone(time.getZone()).getDisplayName(summer, java.util.TimeZone.SHORT, C);
    }

    private void zone() {
        int minutes = time.getOffset().getTotalSeconds() / 60;
        out.append(minutes < 0 ? '-' : '+');
        padded(Math.abs(minutes) / 60, 2, '0');
        padded(Math.abs(minutes) % 60, 2, '0');
    }

    /** The week of the year, where {@code weekday} counts from the day that begins a week. */
    private int week(int weekday) {
        return (time.getDayOfYear() + 6 - weekday) / 7;
    }

    private void padded(int number, int width, char with) {
        String digits = Integer.toString(number);
        for (int i = digits.length(); i < width; i++) {
            out.append(with);
        }
        out.append(digits);
    }
}
