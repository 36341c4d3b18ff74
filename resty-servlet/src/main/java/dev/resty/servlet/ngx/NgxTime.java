// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The clock and HTTP's dates. As nginx's time stands still within a turn of its event loop, so does ours from a phase's
 * begin, or the end of a wait, to the next; {@code ngx.update_time} reads the clock anew.
 */
final class NgxTime {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final DateTimeFormatter COOKIE_DATE =
            DateTimeFormatter.ofPattern("EEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH);
    private static final DateTimeFormatter LATE_COOKIE_DATE =
            DateTimeFormatter.ofPattern("EEE, dd-MMM-yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private static final long LAST_SECOND = 253_402_300_799L;

    /** From this year on nginx writes a cookie's year with four digits: some browsers took 38 for 1938. */
    private static final int FOUR_DIGITS_FROM = 2038;

    private NgxTime() {}

    static Binding binding() {
        return Binding.table()
                .fn(
                        "now",
                        "secs = ngx.now()",
                        Phases.ALL,
                        "Seconds since the epoch, to the millisecond.",
                        new Clock(false))
                .fn("time", "secs = ngx.time()", Phases.ALL, "Whole seconds since the epoch.", new Clock(true))
                .fn(
                        "update_time",
                        "ngx.update_time()",
                        Phases.ALL,
                        "Has the time read anew, which else stands still until code waits or another phase begins.",
                        (ngx, args) -> {
                            ngx.worker().newTurn();
                            return LuaValue.NONE;
                        })
                .fn(
                        "today",
                        "str = ngx.today()",
                        Phases.ALL,
                        "The local date as yyyy-mm-dd.",
                        (ngx, args) -> LuaText.of(DATE.format(local(ngx))))
                .fn(
                        "localtime",
                        "str = ngx.localtime()",
                        Phases.ALL,
                        "The local time as yyyy-mm-dd hh:mm:ss.",
                        (ngx, args) -> LuaText.of(DATE_TIME.format(local(ngx))))
                .fn(
                        "utctime",
                        "str = ngx.utctime()",
                        Phases.ALL,
                        "The time in UTC as yyyy-mm-dd hh:mm:ss.",
                        (ngx, args) -> LuaText.of(DATE_TIME.format(utc(millis(ngx) / 1000))))
                .fn(
                        "cookie_time",
                        "str = ngx.cookie_time(sec)",
                        Phases.ALL,
                        "A time as a cookie's Expires has it.",
                        (ngx, args) -> LuaText.of(cookieTime(seconds(args))))
                .fn(
                        "http_time",
                        "str = ngx.http_time(sec)",
                        Phases.ALL,
                        "A time as header fields have it.",
                        (ngx, args) -> LuaText.of(HTTP_DATE.format(utc(seconds(args)))))
                .fn(
                        "parse_http_time",
                        "sec = ngx.parse_http_time(str)",
                        Phases.ALL,
                        "The time of a date in a header field; nil where it is none.",
                        NgxTime::parse)
                .fn(
                        "sleep",
                        "ngx.sleep(seconds)",
                        Phases.YIELDABLE,
                        "Waits while other code of the worker runs.",
                        NgxTime::sleep);
    }

    private static long millis(NgxContext ngx) {
        return ngx.worker().timeOfTurn(ngx.services().ticker());
    }

    private static ZonedDateTime local(NgxContext ngx) {
        return Instant.ofEpochMilli(millis(ngx)).atZone(ZoneId.systemDefault());
    }

    private static ZonedDateTime utc(long seconds) {
        return Instant.ofEpochSecond(Math.max(0, Math.min(seconds, LAST_SECOND)))
                .atZone(ZoneOffset.UTC);
    }

    private static String cookieTime(long seconds) {
        ZonedDateTime time = utc(seconds);
        return (time.getYear() >= FOUR_DIGITS_FROM ? LATE_COOKIE_DATE : COOKIE_DATE).format(time);
    }

    private static long seconds(Varargs args) {
        if (args.arg1().type() != LuaValue.TNUMBER) {
            throw new LuaError("number argument only");
        }
        return (long) args.arg1().todouble();
    }

    private static Varargs parse(NgxContext ngx, Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING) {
            throw new LuaError("string argument only");
        }
        Long seconds = HttpTime.parse(LuaText.view(args.arg1()));
        return seconds == null ? LuaValue.NIL : LuaValue.valueOf((double) seconds);
    }

    private static Varargs sleep(NgxContext ngx, Varargs args) {
        if (args.narg() != 1) {
            throw new LuaError("attempt to pass " + args.narg() + " arguments, but accepted 1");
        }
        long millis = (long) (LuaArgs.number(args, 1, "sleep") * 1000);
        if (millis < 0) {
            throw new LuaError("invalid sleep duration \"" + millis + "\"");
        }
        Waiting.of(ngx, () -> ngx.worker().sleep(millis));
        return LuaValue.NONE;
    }

    /** {@code ngx.now()}, or {@code ngx.time()} where {@code whole}. */
    private record Clock(boolean whole) implements NgxFunction {

        @Override
        public Varargs call(NgxContext ngx, Varargs args) {
            return whole ? time(ngx) : now(ngx);
        }

        private static LuaValue now(NgxContext ngx) {
            return LuaValue.valueOf(millis(ngx) / 1000.0);
        }

        private static LuaValue time(NgxContext ngx) {
            return LuaValue.valueOf((double) Math.floorDiv(millis(ngx), 1000L));
        }

        @Override
        public NativeFunction bind(NgxContext ngx, Binding.Declaration declaration) {
            return whole ? new Time(ngx, declaration) : new Now(ngx, declaration);
        }
    }

    private static final class Now extends BoundFunction {

        Now(NgxContext ngx, Binding.Declaration declaration) {
            super(ngx, declaration, false);
        }

        @Override
        protected Varargs all(Varargs args) {
            return Clock.now(ngx);
        }

        @Override
        protected LuaValue first0() {
            return Clock.now(ngx);
        }
    }

    private static final class Time extends BoundFunction {

        Time(NgxContext ngx, Binding.Declaration declaration) {
            super(ngx, declaration, false);
        }

        @Override
        protected Varargs all(Varargs args) {
            return Clock.time(ngx);
        }

        @Override
        protected LuaValue first0() {
            return Clock.time(ngx);
        }
    }
}
