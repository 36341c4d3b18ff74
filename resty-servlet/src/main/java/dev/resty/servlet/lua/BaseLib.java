// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.Values;
import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Operators;
import java.io.PrintStream;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The basic functions that need the worker, but for those that guard calls ({@link GuardLib}) and load code ({@link
 * LoadLib}).
 *
 * <p>Differs from OpenResty: {@code collectgarbage} asks the JVM's collector, and only where a script could see the result: in
 * weak tables, finalizers of cdata, forgotten locks; all scripts together have it work for a fiftieth of the time, a second at once at
 * most. It can't be stopped or tuned, a step only calls finalizers, and {@code "count"} tells what the JVM's heap holds.
 */
final class BaseLib {

    private static final LuaString TOSTRING = LuaText.of("tostring");

    private static final int DEFAULT_PACE = 200;

    private final Worker worker;
    private int pause = DEFAULT_PACE;
    private int stepMultiplier = DEFAULT_PACE;
    private boolean stopped;

    BaseLib(Worker worker) {
        this.worker = worker;
    }

    /** To be called when the other basic functions are there. */
    void addTo(LuaTable globals) {
        LuaValue tostring = globals.rawget(TOSTRING);
        new NativeTable()
                .fn("collectgarbage", this::collectgarbage)
                .fn("gcinfo", args -> memory())
                .fn("print", args -> print(tostring, args))
                .addTo(globals);
    }

    private Varargs collectgarbage(Varargs args) {
        String option = args.arg1().isnil() ? "collect" : Args.view(args, 1, "collectgarbage");
        return switch (option) {
            case "count" -> memory();
            case "collect" -> {
                worker.garbage().collect();
                yield LuaValue.ZERO;
            }
            case "stop", "restart" -> {
                stopped = option.equals("stop");
                yield LuaValue.ZERO;
            }
            case "step" -> {
                worker.garbage().finalizeCdata();
                stopped = false;
                yield LuaValue.TRUE;
            }
            case "setpause" -> {
                int before = pause;
                pause = pace(args);
                yield LuaValue.valueOf(before);
            }
            case "setstepmul" -> {
                int before = stepMultiplier;
                stepMultiplier = pace(args);
                yield LuaValue.valueOf(before);
            }
            case "isrunning" -> LuaValue.valueOf(!stopped);
            default -> throw Args.bad(1, "collectgarbage", "invalid option '" + option + "'");
        };
    }

    /** Kept to be given back, and nothing else. */
    private static int pace(Varargs args) {
        return args.arg(2).isnil() ? 0 : args.checkint(2);
    }

    private static LuaValue memory() {
        Runtime runtime = Runtime.getRuntime();
        return LuaValue.valueOf((runtime.totalMemory() - runtime.freeMemory()) / 1024.0);
    }

    /** Prints by the global {@code tostring}, whatever that is. */
    private Varargs print(LuaValue own, Varargs args) {
        Coroutine running = worker.running();
        LuaValue tostring = (running == null ? worker.globals() : running.environment).get(TOSTRING);
        ByteBuilder line = new ByteBuilder(80);
        for (int i = 1; i <= args.narg(); i++) {
            if (i > 1) {
                line.append('\t');
            }
            LuaValue value = args.arg(i);
            LuaValue text = tostring == own
                    ? Values.tostring(value)
                    : Operators.callable(tostring).call(value);
            if (!(text instanceof LuaString) && !(text instanceof LuaNumber)) {
                throw new LuaError("'tostring' must return a string to 'print'");
            }
            line.append(LuaText.bytes(text));
        }
        byte[] bytes = line.append('\n').toArray();
        PrintStream out = System.out;
        out.write(bytes, 0, bytes.length);
        out.flush();
        return LuaValue.NONE;
    }
}
