// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.LuaText;
import java.util.Map;
import java.util.Optional;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.signal}, with Linux's numbers. Differs from OpenResty: {@code kill} only tells whether a process
 * is there ({@code NONE}), unless the worker may start programs: then it sends {@code TERM} and {@code KILL} too.
 *
 * @see <a href="https://github.com/openresty/lua-resty-signal">lua-resty-signal</a>
 */
final class RestySignal {

    private static final int TERM = 15;

    private static final int KILL = 9;

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("NONE", 0),
            Map.entry("HUP", 1),
            Map.entry("INT", 2),
            Map.entry("QUIT", 3),
            Map.entry("ILL", 4),
            Map.entry("TRAP", 5),
            Map.entry("ABRT", 6),
            Map.entry("BUS", 7),
            Map.entry("FPE", 8),
            Map.entry("KILL", KILL),
            Map.entry("USR1", 10),
            Map.entry("SEGV", 11),
            Map.entry("USR2", 12),
            Map.entry("PIPE", 13),
            Map.entry("ALRM", 14),
            Map.entry("TERM", TERM),
            Map.entry("CHLD", 17),
            Map.entry("CONT", 18),
            Map.entry("STOP", 19),
            Map.entry("TSTP", 20),
            Map.entry("TTIN", 21),
            Map.entry("TTOU", 22),
            Map.entry("URG", 23),
            Map.entry("XCPU", 24),
            Map.entry("XFSZ", 25),
            Map.entry("VTALRM", 26),
            Map.entry("PROF", 27),
            Map.entry("WINCH", 28),
            Map.entry("IO", 29),
            Map.entry("PWR", 30),
            Map.entry("SYS", 31));

    private RestySignal() {}

    /** The module's table for a worker. */
    static LuaTable module(Worker worker) {
        return LibraryTable.of()
                .fn(
                        "signum",
                        "number, err = signal.signum(name | number)",
                        "A signal's number.",
                        args -> number(args, 1))
                .fn("kill", "ok, err = signal.kill(pid, name | number)", "Sends a signal.", args -> {
                    Varargs number = number(args, 2);
                    return number.isnil(1)
                            ? number
                            : kill((long) Arguments.number(args, 1, "kill"), number.toint(1), worker);
                })
                .value("version", "0.04")
                .build();
    }

    private static Varargs number(Varargs args, int index) {
        if (args.arg(index).type() == LuaValue.TNUMBER) {
            return args.arg(index);
        }
        Integer number = NUMBERS.get(LuaText.view(Arguments.string(args, index, "signum")));
        return number == null ? Arguments.failure("unknown signal name") : LuaValue.valueOf(number);
    }

    private static Varargs kill(long pid, int number, Worker worker) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isEmpty()) {
            return Arguments.failure("No such process");
        }
        if (number == 0) {
            return LuaValue.TRUE;
        }
        if (!worker.options().processes() || pid == ProcessHandle.current().pid()) {
            return Arguments.failure("Operation not permitted");
        }
        return switch (number) {
            case TERM -> answer(process.get().destroy());
            case KILL -> answer(process.get().destroyForcibly());
            default -> Arguments.failure("Invalid argument");
        };
    }

    private static Varargs answer(boolean sent) {
        return sent ? LuaValue.TRUE : Arguments.failure("Operation not permitted");
    }
}
