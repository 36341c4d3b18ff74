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
        new NativeTable()
                .fn("close", this::close)
                .fn("flush", args -> attempt(file(args, "flush"), IoLib::flush))
                .fn("lines", args -> lines(file(args, "lines"), args.subargs(2), false))
                .fn("read", args -> attempt(file(args, "read"), file -> file.read(args.subargs(2), 2)))
                .fn("seek", args -> attempt(file(args, "seek"), file -> file.seek(args)))
                .fn("setvbuf", IoLib::setvbuf)
                .fn("write", args -> write(file(args, "write"), args, 2))
                .fn("__gc", args -> LuaValue.NONE)
                .fn("__tostring", IoLib::tostring)
                .set("__index", metatable)
                .addTo(metatable);
        input = userdata(LuaFile.standard("stdin"));
        output = userdata(LuaFile.standard("stdout"));
        return new NativeTable()
                .fn("close", args -> close(args.narg() == 0 ? output : args))
                .fn("flush", args -> attempt(standard(output), IoLib::flush))
                .fn("input", args -> input = redirect(args, input, "input", "r"))
                .fn("lines", this::linesOf)
                .fn("open", this::open)
                .fn("output", args -> output = redirect(args, output, "output", "w"))
                .fn("popen", this::popen)
                .fn("read", args -> attempt(standard(input), file -> file.read(args, 1)))
                .set("stderr", userdata(LuaFile.standard("stderr")))
                .set("stdin", input)
                .set("stdout", output)
                .fn("tmpfile", args -> tmpfile())
                .fn("type", IoLib::type)
                .fn("write", args -> write(standard(output), args, 1))
                .build();
    }

    private LuaUserdata userdata(LuaFile file) {
        return new LuaUserdata(file, metatable);
    }

    /** The file that a method is called of, which is open. */
    private static LuaFile file(Varargs args, String function) {
        LuaFile file = fileOrNull(args.arg1());
        if (file == null) {
            throw Args.wrongType(args, 1, function, "FILE*");
        }
        if (file.isClosed()) {
            throw new LuaError("attempt to use a closed file");
        }
        return file;
    }

    private static Varargs tostring(Varargs args) {
        LuaFile file = fileOrNull(args.arg1());
        if (file == null) {
            throw Args.wrongType(args, 1, "tostring", "FILE*");
        }
        return LuaText.of(file.toString());
    }

    /** The file that functions read or write where none is named. */
    private static LuaFile standard(LuaValue value) {
        LuaFile file = fileOrNull(value);
        if (file == null || file.isClosed()) {
            throw new LuaError("standard file is closed");
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

    private static Varargs attempt(LuaFile file, Action action) {
        try {
            return action.on(file);
        } catch (IOException e) {
            return FileText.failure(null, e);
        }
    }

    private static Varargs flush(LuaFile file) throws IOException {
        file.flush();
        return LuaValue.TRUE;
    }

    private static Varargs write(LuaFile to, Varargs values, int first) {
        return attempt(to, file -> {
            for (int i = first; i <= values.narg(); i++) {
                file.write(Args.string(values, i, "write"));
            }
            return LuaValue.TRUE;
        });
    }

    private Varargs close(Varargs args) {
        return attempt(file(args, "close"), file -> {
            file.close();
            return LuaValue.TRUE;
        });
    }

    private static Varargs setvbuf(Varargs args) {
        file(args, "setvbuf");
        String mode = Args.view(args, 2, "setvbuf");
        if (!mode.equals("no") && !mode.equals("full") && !mode.equals("line")) {
            throw Args.bad(2, "setvbuf", "invalid option '" + mode + "'");
        }
        return LuaValue.TRUE;
    }

    private Varargs tmpfile() {
        try {
            java.nio.file.Path path = java.nio.file.Files.createTempFile("lua_", null);
            LuaFile file = opened(path.toString(), "w+");
            file.deleteWhenClosed(path);
            return userdata(file);
        } catch (IOException e) {
            return FileText.failure(null, e);
        }
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

    private LuaValue redirect(Varargs args, LuaValue now, String function, String mode) {
        LuaValue target = args.arg1();
        if (target.isnil()) {
            return now;
        }
        return fileOrNull(target) == null ? openedFor(args, function, mode) : target;
    }

    /** The file of that name, or the error that names the argument. */
    private LuaValue openedFor(Varargs args, String function, String mode) {
        Varargs opened = open(LuaValue.varargsOf(Args.string(args, 1, function), LuaText.of(mode)));
        if (opened.arg1().isnil()) {
            throw Args.bad(1, function, LuaText.view(opened.arg(2)));
        }
        return opened.arg1();
    }

    private Varargs linesOf(Varargs args) {
        if (args.arg1().isnil()) {
            return lines(standard(input), args.subargs(2), false);
        }
        return lines(file(openedFor(args, "lines", "r"), "lines"), args.subargs(2), true);
    }

    private static Varargs lines(LuaFile file, Varargs formats, boolean closeAtEnd) {
        return NativeFunction.of("lines_aux", none -> {
            if (file.isClosed()) {
                throw new LuaError("attempt to use a closed file");
            }
            try {
                Varargs line = file.read(formats, 2);
                if (line.arg1().isnil() && closeAtEnd) {
                    file.close();
                }
                return line;
            } catch (IOException e) {
                throw new LuaError(LuaText.view(FileText.failure(null, e).arg(2)));
            }
        });
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
