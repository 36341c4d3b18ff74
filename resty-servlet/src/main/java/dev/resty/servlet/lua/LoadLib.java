// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.UpValue;
import org.luaj.vm2.Varargs;

/** The functions that compile code and change a function's environment. */
final class LoadLib {

    private static final String ENVIRONMENT = "_ENV";
    private static final LuaString LOAD = LuaText.of("=(load)");

    private final Worker worker;

    LoadLib(Worker worker) {
        this.worker = worker;
    }

    void addTo(Globals globals) {
        new NativeTable()
                .fn("dofile", this::dofile)
                .fn("getfenv", this::getfenv)
                .fn("load", args -> load(args, "load"))
                .fn("loadfile", this::loadfile)
                .fn("loadstring", args -> load(args, "loadstring"))
                .fn("setfenv", this::setfenv)
                .addTo(globals);
    }

    private Varargs load(Varargs args, String name) {
        LuaValue code = args.arg1();
        byte[] source;
        LuaString chunkName;
        if (code.isfunction() && name.equals("load")) {
            source = pieces(code);
            chunkName = Args.string(args, 2, name, LOAD);
        } else {
            LuaString text = Args.string(args, 1, name);
            source = LuaText.copy(text);
            chunkName = Args.string(args, 2, name, text);
        }
        LuaValue environment = args.narg() >= 4 ? args.arg(4) : callersEnvironment();
        String mode = args.arg(3).isnil() ? "bt" : Args.view(args, 3, name);
        return compile(source, LuaText.view(chunkName), mode, environment);
    }

    private static byte[] pieces(LuaValue reader) {
        ByteArrayOutputStream source = new ByteArrayOutputStream();
        while (true) {
            LuaValue piece = reader.call();
            if (piece.isnil()) {
                return source.toByteArray();
            }
            if (!piece.isstring()) {
                throw new LuaError("reader function must return a string");
            }
            LuaString bytes = LuaText.bytes(piece);
            if (bytes.m_length == 0) {
                return source.toByteArray();
            }
            source.write(bytes.m_bytes, bytes.m_offset, bytes.m_length);
        }
    }

    private Varargs compile(byte[] source, String chunkName, String mode, LuaValue environment) {
        if (mode.indexOf('t') < 0 && (source.length == 0 || source[0] != 27)) {
            return failed("attempt to load chunk with wrong mode");
        }
        try {
            return worker.closure(CodeCache.compileNow(source, chunkName), environment);
        } catch (LuaFailure e) {
            return LuaValue.varargsOf(LuaValue.NIL, e.value());
        }
    }

    private static Varargs failed(String message) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.of(message));
    }

    private Varargs loadfile(Varargs args) {
        String file = Args.view(args, 1, "loadfile");
        String mode = args.arg(2).isnil() ? "bt" : Args.view(args, 2, "loadfile");
        LuaValue environment = args.narg() >= 3 ? args.arg(3) : callersEnvironment();
        try {
            return compile(Files.readAllBytes(Path.of(file)), "@" + file, mode, environment);
        } catch (IOException | InvalidPathException e) {
            return failed("cannot open " + file + FileText.reason(e));
        }
    }

    private Varargs dofile(Varargs args) {
        Varargs loaded = loadfile(args);
        if (loaded.arg1() instanceof LuaFunction function) {
            return function.invoke();
        }
        throw worker.hooks().failure(loaded.arg(2));
    }

    /** Lua 5.1 compiles with the environment of the running thread, which is the VM's. */
    private LuaValue callersEnvironment() {
        return worker.globals();
    }

    private Varargs getfenv(Varargs args) {
        LuaValue which = args.arg1();
        LuaFunction function = which instanceof LuaFunction given ? given : atLevel(args, "getfenv");
        UpValue environment = function instanceof LuaClosure closure ? environment(closure) : null;
        return environment == null ? worker.globals() : environment.getValue();
    }

    private Varargs setfenv(Varargs args) {
        LuaTable table = Args.table(args, 2, "setfenv");
        LuaValue which = args.arg1();
        LuaFunction function = which instanceof LuaFunction given ? given : atLevel(args, "setfenv");
        if (!(function instanceof LuaClosure closure)) {
            throw new LuaError("'setfenv' cannot change environment of given object");
        }
        for (int i = 0; i < closure.upValues.length; i++) {
            if (CallSite.upvalueName(closure.p, i).equals(ENVIRONMENT)) {
                // Other functions that share the old upvalue keep the old environment.
                closure.upValues[i] = new UpValue(new LuaValue[] {table}, 0);
            }
        }
        return function;
    }

    private @Nullable LuaFunction atLevel(Varargs args, String name) {
        int level = Args.integer(args, 1, name, 1);
        if (level < 0) {
            throw Args.bad(1, name, "level must be non-negative");
        }
        if (level == 0) {
            return null;
        }
        LuaFunction function = worker.hooks().stack.function(level - 1);
        if (function == null) {
            throw Args.bad(1, name, "invalid level");
        }
        return function;
    }

    /** The upvalue that holds a function's environment; null where the function uses no globals. */
    static @Nullable UpValue environment(LuaClosure closure) {
        for (int i = 0; i < closure.upValues.length; i++) {
            if (CallSite.upvalueName(closure.p, i).equals(ENVIRONMENT)) {
                return closure.upValues[i];
            }
        }
        return null;
    }
}
