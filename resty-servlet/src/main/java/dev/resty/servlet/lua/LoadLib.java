// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.Activation;
import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The functions that compile code and change a function's environment. */
final class LoadLib {

    private static final int ESCAPE = 27;
    private static final LuaString LOAD = LuaText.of("=(load)");

    private final Worker worker;

    LoadLib(Worker worker) {
        this.worker = worker;
    }

    void addTo(LuaTable globals) {
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
        if (code.isfunction()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try {
                LuaValue error = pieces(code, bytes);
                if (error != null) {
                    return LuaValue.varargsOf(LuaValue.NIL, error);
                }
                source = bytes.toByteArray();
            } catch (OutOfMemoryError e) {
                return failed("not enough memory");
            }
            chunkName = Args.string(args, 2, name, LOAD);
        } else {
            if (!(code instanceof LuaString) && code.type() != LuaValue.TNUMBER) {
                throw Args.wrongType(args, 1, name, "function");
            }
            LuaString text = LuaText.bytes(code);
            source = LuaText.copy(text);
            chunkName = Args.string(args, 2, name, text);
        }
        LuaTable environment = args.arg(4) instanceof LuaTable given ? given : threadsEnvironment();
        String mode = args.arg(3).isnil() ? "bt" : Args.view(args, 3, name);
        return compile(source, LuaText.view(chunkName), mode, environment);
    }

    /** Collects what a reader function gives; the error that it raised, or null. */
    private @Nullable LuaValue pieces(LuaValue reader, ByteArrayOutputStream source) {
        while (true) {
            Varargs read = GuardLib.guarded(worker.vm(), reader, LuaValue.NONE);
            LuaValue piece = read.arg(2);
            if (!read.arg1().toboolean()) {
                return piece;
            }
            if (piece.isnil()) {
                return null;
            }
            if (!piece.isstring()) {
                return LuaText.of("reader function must return a string");
            }
            LuaString bytes = LuaText.bytes(piece);
            if (bytes.m_length == 0) {
                return null;
            }
            worker.vm().allocate(bytes.m_length);
            source.write(bytes.m_bytes, bytes.m_offset, bytes.m_length);
        }
    }

    private Varargs compile(byte[] source, String chunkName, String mode, LuaTable environment) {
        boolean isDump = source.length > 0 && source[0] == ESCAPE;
        if (mode.indexOf(isDump ? 'b' : 't') < 0) {
            return failed("attempt to load chunk with wrong mode");
        }
        try {
            Closure chunk = worker.closure(worker.cache().fresh(source, chunkName), worker.globals());
            if (environment != worker.globals()) {
                chunk.move(environment);
            }
            return chunk;
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
        LuaTable environment = args.arg(3) instanceof LuaTable given ? given : threadsEnvironment();
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
        throw worker.vm().failure(loaded.arg(2), null);
    }

    /** That of the running thread: code is loaded with it, as in Lua 5.1. */
    private LuaTable threadsEnvironment() {
        Coroutine running = worker.running();
        return running == null ? worker.globals() : running.environment;
    }

    private Varargs getfenv(Varargs args) {
        LuaValue which = args.arg1();
        if (which instanceof Closure closure) {
            return closure.environment;
        }
        Activation activation = which instanceof LuaFunction ? null : atLevel(args, "getfenv");
        Code code = activation == null ? null : activation.code();
        if (activation == null && !(which instanceof LuaFunction)) {
            return threadsEnvironment();
        }
        if (activation == null || code == null || worker.vm().closures.isUnmoved(code)) {
            return worker.globals();
        }
        return known(activation, "getfenv").environment;
    }

    private Varargs setfenv(Varargs args) {
        LuaTable table = Args.table(args, 2, "setfenv");
        LuaValue which = args.arg1();
        Closure closure;
        if (which instanceof LuaFunction) {
            closure = which instanceof Closure given ? given : null;
        } else {
            Activation activation = atLevel(args, "setfenv");
            Coroutine running = worker.running();
            if (activation == null && running != null) {
                running.environment = table;
                return LuaValue.NONE;
            }
            closure = activation == null || !activation.isLua() ? null : known(activation, "setfenv");
        }
        if (closure == null) {
            throw new LuaError("'setfenv' cannot change environment of given object");
        }
        closure.move(table);
        return closure;
    }

    /** What runs at a level; null for level 0. */
    private static @Nullable Activation atLevel(Varargs args, String name) {
        int level = Args.integer(args, 1, name, 1);
        if (level < 0) {
            throw Args.bad(1, name, "invalid level");
        }
        if (level == 0) {
            return null;
        }
        Activation activation = CallStack.at(level);
        if (activation == null) {
            throw Args.bad(1, name, "invalid level");
        }
        return activation;
    }

    private Closure known(Activation activation, String name) {
        Closure closure = worker.vm().closures.of(activation);
        if (closure == null) {
            throw new LuaError("the function at this level is not known: give '" + name + "' the function");
        }
        return closure;
    }
}
