// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's files, where the options allow them; else opening one fails as if permission were denied. */
final class IoLib {

    private static final java.util.regex.Pattern MODE = java.util.regex.Pattern.compile("[rwa]\\+?b?");

    private final WorkerOptions options;
    private final LuaTable metatable = new Table();
    private LuaValue input = LuaValue.NIL;
    private LuaValue output = LuaValue.NIL;

    IoLib(WorkerOptions options) {
        this.options = options;
    }

    LuaTable table() {
        LuaTable methods = new NativeTable()
                .fn("close", this::close)
                .fn(
                        "flush",
                        args -> attempt(args, file -> {
                            file.flush();
                            return args.arg1();
                        }))
                .fn("lines", args -> lines(args.arg1(), file(args, "lines"), false))
                .fn("read", args -> attempt(args, file -> file.read(args.subargs(2))))
                .fn("seek", args -> attempt(args, file -> file.seek(args.subargs(2))))
                .fn("setvbuf", args -> LuaValue.TRUE)
                .fn("write", args -> write(args.arg1(), args.subargs(2)))
                .build();
        metatable.set(LuaValue.INDEX, methods);
        metatable.set(
                "__tostring",
                NativeFunction.of(
                        "tostring", args -> LuaText.of(file(args, "tostring").toString())));
        input = userdata(LuaFile.standard("stdin"));
        output = userdata(LuaFile.standard("stdout"));
        return new NativeTable()
                .fn("close", args -> close(args.narg() == 0 ? output : args))
                .fn(
                        "flush",
                        args -> attempt(output, file -> {
                            file.flush();
                            return output;
                        }))
                .fn("input", args -> input = redirect(args, input, "r"))
                .fn("lines", this::linesOf)
                .fn("open", this::open)
                .fn("output", args -> output = redirect(args, output, "w"))
                .fn("popen", this::popen)
                .fn("read", args -> attempt(input, file -> file.read(args)))
                .set("stderr", userdata(LuaFile.standard("stderr")))
                .set("stdin", input)
                .set("stdout", output)
                .fn("type", IoLib::type)
                .fn("write", args -> write(output, args))
                .build();
    }

    private LuaUserdata userdata(LuaFile file) {
        return new LuaUserdata(file, metatable);
    }

    private static LuaFile file(Varargs args, String function) {
        LuaFile file = fileOrNull(args.arg1());
        if (file == null) {
            throw Args.wrongType(args, 1, function, "FILE*");
        }
        return file;
    }

    private static @Nullable LuaFile fileOrNull(LuaValue value) {
        return value instanceof LuaUserdata userdata && userdata.m_instance instanceof LuaFile file ? file : null;
    }

    /** Something done with an open file. */
    private interface Action {
        Varargs on(LuaFile file) throws IOException;
    }

    private static Varargs attempt(Varargs args, Action action) {
        LuaFile file = file(args, "file");
        if (file.isClosed()) {
            throw new LuaError("attempt to use a closed file");
        }
        try {
            return action.on(file);
        } catch (IOException e) {
            return FileText.failure(file.name(), e);
        }
    }

    private Varargs write(LuaValue target, Varargs values) {
        return attempt(target, file -> {
            for (int i = 1; i <= values.narg(); i++) {
                file.write(Args.string(values, i, "write"));
            }
            return target;
        });
    }

    private Varargs close(Varargs args) {
        return attempt(args, file -> {
            file.close();
            return LuaValue.TRUE;
        });
    }

    private Varargs open(Varargs args) {
        String name = Args.view(args, 1, "open");
        String mode = args.arg(2).isnil() ? "r" : Args.view(args, 2, "open");
        if (!MODE.matcher(mode).matches()) {
            return LuaValue.varargsOf(LuaValue.NIL, LuaText.of(name + ": Invalid argument"), LuaValue.valueOf(22));
        }
        try {
            return userdata(opened(name, mode));
        } catch (IOException | InvalidPathException e) {
            return FileText.failure(name, e);
        }
    }

    private LuaFile opened(String name, String mode) throws IOException {
        if (!options.files()) {
            throw new java.nio.file.AccessDeniedException(name);
        }
        return LuaFile.open(name, mode);
    }

    private LuaValue redirect(Varargs args, LuaValue now, String mode) {
        LuaValue target = args.arg1();
        if (target.isnil()) {
            return now;
        }
        if (fileOrNull(target) != null) {
            return target;
        }
        Varargs opened = open(LuaValue.varargsOf(LuaText.bytes(target), LuaText.of(mode)));
        if (opened.arg1().isnil()) {
            throw new LuaError(LuaText.view(opened.arg(2)));
        }
        return opened.arg1();
    }

    private Varargs linesOf(Varargs args) {
        if (args.arg1().isnil()) {
            return lines(input, file(input, "lines"), false);
        }
        Varargs opened = open(LuaValue.varargsOf(Args.string(args, 1, "lines"), LuaText.of("r")));
        if (opened.arg1().isnil()) {
            throw new LuaError(LuaText.view(opened.arg(2)));
        }
        return lines(opened.arg1(), file(opened, "lines"), true);
    }

    private static Varargs lines(LuaValue userdata, LuaFile file, boolean closeAtEnd) {
        return NativeFunction.of(
                "lines_aux",
                none -> attempt(userdata, open -> {
                    LuaValue line = open.read(LuaValue.NONE).arg1();
                    if (line.isnil() && closeAtEnd) {
                        file.close();
                    }
                    return line;
                }));
    }

    private Varargs popen(Varargs args) {
        if (!options.processes()) {
            throw new LuaError("'popen' is not allowed by the configuration");
        }
        String command = Args.view(args, 1, "popen");
        String mode = args.arg(2).isnil() ? "r" : Args.view(args, 2, "popen");
        try {
            return userdata(LuaFile.process(command, mode.startsWith("w")));
        } catch (IOException e) {
            return FileText.failure(command, e);
        }
    }

    private static Varargs type(Varargs args) {
        LuaFile file = fileOrNull(Args.any(args, 1, "type"));
        return file == null ? LuaValue.NIL : LuaText.of(file.isClosed() ? "closed file" : "file");
    }
}
