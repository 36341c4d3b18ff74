// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import com.sun.management.OperatingSystemMXBean;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.store.Ticker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Set;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's functions of the operating system, as far as the options allow them. */
final class OsLib {

    private static final double NANOS = 1e9;
    private static final long HOUR = 3600;

    /** The seconds of 400 years. */
    private static final long CYCLE = 146_097L * 86_400;

    private static final Object PROCESS = ManagementFactory.getOperatingSystemMXBean();
    private static final Set<String> LOCALE_CATEGORIES =
            Set.of("all", "collate", "ctype", "monetary", "numeric", "time");

    private final WorkerOptions options;
    private final Ticker ticker;
    private final long start;

    OsLib(WorkerOptions options) {
        this.options = options;
        this.ticker = options.ticker();
        this.start = ticker.nanoTime();
    }

    LuaTable table() {
        return new NativeTable()
                .fn("clock", args -> LuaValue.valueOf(clock() / NANOS))
                .fn("date", this::date)
                .fn("difftime", OsLib::difftime)
                .fn("execute", this::execute)
                .fn("exit", args -> {
                    throw new LuaError("'os.exit' is not allowed: it would end the application");
                })
                .fn("getenv", this::getenv)
                .fn("remove", this::remove)
                .fn("rename", this::rename)
                .fn("setlocale", OsLib::setlocale)
                .fn("time", this::time)
                .fn("tmpname", this::tmpname)
                .build();
    }

    /** The processor time of the whole process, as in C; where the JVM doesn't tell, the time since the start. */
    private long clock() {
        long used = PROCESS instanceof OperatingSystemMXBean process ? process.getProcessCpuTime() : -1;
        return used >= 0 ? used : ticker.nanoTime() - start;
    }

    private long now() {
        return Math.floorDiv(ticker.currentTimeMillis(), 1000);
    }

    private Varargs date(Varargs args) {
        String format = args.arg1().isnil() ? "%c" : Args.view(args, 1, "date");
        long time = args.arg(2).isnil() ? now() : (long) Args.number(args, 2, "date");
        return OsDate.format(format, time, ZoneId.systemDefault());
    }

    private static Varargs difftime(Varargs args) {
        long from = (long) Args.number(args, 2, "difftime", 0);
        return LuaValue.valueOf((double) ((long) Args.number(args, 1, "difftime") - from));
    }

    private Varargs getenv(Varargs args) {
        String value = options.environment().apply(Args.view(args, 1, "getenv"));
        return value == null ? LuaValue.NIL : LuaText.utf8(value);
    }

    private static Varargs setlocale(Varargs args) {
        String category = args.arg(2).isnil() ? "all" : Args.view(args, 2, "setlocale");
        if (!LOCALE_CATEGORIES.contains(category)) {
            throw Args.bad(2, "setlocale", "invalid option '" + category + "'");
        }
        String locale = args.arg1().isnil() ? "C" : Args.view(args, 1, "setlocale");
        return locale.isEmpty() || locale.equals("C") || locale.equals("POSIX") ? LuaText.of("C") : LuaValue.NIL;
    }

    private Varargs time(Varargs args) {
        if (args.arg1().isnil()) {
            return LuaValue.valueOf((double) now());
        }
        LuaTable table = Args.table(args, 1, "time");
        int second = field(table, "sec", 0);
        int minute = field(table, "min", 0);
        int hour = field(table, "hour", 12);
        int day = field(table, "day", null);
        int month = field(table, "month", null);
        int year = field(table, "year", null);
        // Calendars repeat themselves after 400 years; Java's ends before C's.
        int cycles = year < 0 || year > 9999 ? Math.floorDiv(year, 400) - 5 : 0;
        ZonedDateTime date = LocalDateTime.of(year - cycles * 400, 1, 1, 0, 0)
                .plusMonths(month - 1L)
                .plusDays(day - 1L)
                .plusHours(hour)
                .plusMinutes(minute)
                .plusSeconds(second)
                .atZone(ZoneId.systemDefault());
        boolean summer = date.getZone().getRules().isDaylightSavings(date.toInstant());
        LuaValue asked = table.get("isdst");
        long shift = asked.isnil() || asked.toboolean() == summer ? 0 : summer ? HOUR : -HOUR;
        long seconds = date.toEpochSecond() + shift + cycles * CYCLE;
        return seconds == -1 ? LuaValue.NIL : LuaValue.valueOf((double) seconds);
    }

    private static int field(LuaTable table, String name, @org.jspecify.annotations.Nullable Integer absent) {
        LuaValue value = table.get(name);
        if (value.isnumber()) {
            return (int) value.todouble();
        }
        if (absent == null) {
            throw new LuaError("field '" + name + "' missing in date table");
        }
        return absent;
    }

    private Varargs execute(Varargs args) {
        if (!options.processes()) {
            if (args.arg1().isnil()) {
                return LuaValue.ZERO;
            }
            throw new LuaError("'os.execute' is not allowed by the configuration");
        }
        try {
            Process process = new ProcessBuilder("/bin/sh", "-c", Args.view(args, 1, "execute"))
                    .inheritIO()
                    .start();
            return LuaValue.valueOf(process.waitFor() << 8);
        } catch (IOException e) {
            return LuaValue.valueOf(-1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return LuaValue.valueOf(-1);
        }
    }

    private void requireFiles(String function) {
        if (!options.files()) {
            throw new LuaError("'os." + function + "' is not allowed by the configuration");
        }
    }

    private Varargs remove(Varargs args) {
        requireFiles("remove");
        String file = Args.view(args, 1, "remove");
        try {
            Files.delete(Path.of(file));
            return LuaValue.TRUE;
        } catch (IOException | InvalidPathException e) {
            return FileText.failure(file, e);
        }
    }

    private Varargs rename(Varargs args) {
        requireFiles("rename");
        String from = Args.view(args, 1, "rename");
        try {
            Files.move(
                    Path.of(from),
                    Path.of(Args.view(args, 2, "rename")),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            return LuaValue.TRUE;
        } catch (IOException | InvalidPathException e) {
            return FileText.failure(from, e);
        }
    }

    private Varargs tmpname(Varargs args) {
        requireFiles("tmpname");
        try {
            return LuaText.of(Files.createTempFile("lua_", null).toString());
        } catch (IOException e) {
            throw new LuaError("unable to generate a unique filename");
        }
    }
}
