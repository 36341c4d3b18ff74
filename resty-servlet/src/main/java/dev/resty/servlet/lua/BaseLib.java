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
 */
final class BaseLib {

    private static final LuaString TOSTRING = LuaText.of("tostring");

    private final Worker worker;

    BaseLib(Worker worker) {
        this.worker = worker;
    }

    /** To be called when the other basic functions are there. */
    void addTo(LuaTable globals) {
        LuaValue tostring = globals.rawget(TOSTRING);
        new NativeTable()
                .fn("collectgarbage", this::collectgarbage)
                .fn("gcinfo", args -> memory())
                .fn("print", args -> print(globals, tostring, args))
                .addTo(globals);
    }

    private Varargs collectgarbage(Varargs args) {
        String option = args.arg1().isnil() ? "collect" : Args.view(args, 1, "collectgarbage");
        return switch (option) {
            case "count" -> memory();
            case "collect" -> {
                worker.finalizeGarbage();
                yield LuaValue.ZERO;
            }
            case "stop", "restart" -> LuaValue.ZERO;
            case "step" -> {
                worker.finalizeGarbage();
                yield LuaValue.FALSE;
            }
            case "setpause", "setstepmul" -> LuaValue.valueOf(200);
            case "isrunning" -> LuaValue.TRUE;
            default -> throw Args.bad(1, "collectgarbage", "invalid option '" + option + "'");
        };
    }

    private static LuaValue memory() {
        Runtime runtime = Runtime.getRuntime();
        return LuaValue.valueOf((runtime.totalMemory() - runtime.freeMemory()) / 1024.0);
    }

    /** Prints by the global {@code tostring}, whatever that is. */
    private static Varargs print(LuaTable globals, LuaValue own, Varargs args) {
        LuaValue tostring = globals.get(TOSTRING);
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
