// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.TableFunctions;
import dev.resty.servlet.lua.runtime.Activation;
import dev.resty.servlet.lua.runtime.CallStack;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.LuaFailure;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.NativeTable;
import dev.resty.servlet.lua.runtime.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Lua's module functions. Modules are found in {@code package.preload}, then in files and resources. */
final class PackageLib {

    private static final String CLASSPATH = "classpath:";

    /** Marks a module whose loader runs. */
    private static final LuaValue LOADING = LuaValue.userdataOf(new Object());

    private final Worker worker;
    private final LuaTable globals;
    private final LuaTable loaded = new Table();
    private final LuaTable preload = new Table();
    private final LuaTable table;

    PackageLib(Worker worker) {
        this.worker = worker;
        this.globals = worker.globals();
        LuaTable loaders = new Table();
        loaders.set(1, NativeFunction.of("preload_loader", this::fromPreload));
        loaders.set(2, NativeFunction.of("lua_loader", this::fromFile));
        loaders.set(3, NativeFunction.of("c_loader", args -> notFound(args, "cpath", name(args))));
        loaders.set(4, NativeFunction.of("c_root_loader", this::rootLibrary));
        table = new NativeTable()
                .set("config", LuaText.of("/\n;\n?\n!\n-\n"))
                .set("cpath", LuaText.of(worker.options().packageCpath()))
                .set("loaded", loaded)
                .set("loaders", loaders)
                .fn("loadlib", PackageLib::loadlib)
                .set("path", LuaText.of(worker.options().packagePath()))
                .set("preload", preload)
                .fn("searchpath", PackageLib::searchpath)
                .fn("seeall", this::seeall)
                .build();
    }

    private static Varargs loadlib(Varargs args) {
        Args.string(args, 1, "loadlib");
        Args.string(args, 2, "loadlib");
        return LuaValue.varargsOf(
                new LuaValue[] {LuaValue.NIL, LuaText.of("dynamic libraries are not supported"), LuaText.of("absent")});
    }

    void install() {
        globals.set("package", table);
        globals.set("require", NativeFunction.of("require", this::require));
        globals.set("module", NativeFunction.of("module", this::module));
        for (String name :
                new String[] {"_G", "package", "coroutine", "string", "table", "math", "bit", "os", "io", "debug", "jit"
                }) {
            loaded.set(name, globals.get(name));
        }
        loaded.set("jit.opt", globals.get("jit").get("opt"));
        LuaTable tableLibrary = globals.get("table").checktable();
        LuaTable additions = TableFunctions.modules();
        for (LuaValue key : additions.keys()) {
            LuaValue function = additions.rawget(key);
            preload.set(LuaText.of("table." + LuaText.view(key)), NativeFunction.of("luaopen_table", args -> {
                tableLibrary.rawset(key, function);
                return function;
            }));
        }
        preload.set("ffi", NativeFunction.of("luaopen_ffi", args -> worker.ffi().library()));
        preload.set("string.buffer", NativeFunction.of("luaopen_buffer", args -> StringBufferLib.table(worker)));
    }

    private static String name(Varargs args) {
        return Args.view(args, 1, "require");
    }

    private Varargs require(Varargs args) {
        LuaString name = Args.string(args, 1, "require");
        LuaValue known = loaded.get(name);
        if (known.toboolean()) {
            if (known == LOADING) {
                throw new LuaError("loop or previous error loading module '" + LuaText.view(name) + "'");
            }
            return known;
        }
        LuaValue loader = find(name);
        loaded.set(name, LOADING);
        LuaValue result = loader.call(name);
        if (!result.isnil()) {
            loaded.set(name, result);
        } else if (loaded.get(name) == LOADING) {
            loaded.set(name, LuaValue.TRUE);
        }
        return loaded.get(name);
    }

    private LuaValue find(LuaString name) {
        if (!(table.get("loaders") instanceof LuaTable loaders)) {
            throw new LuaError("'package.loaders' must be a table");
        }
        StringBuilder tried = new StringBuilder();
        for (int i = 1; ; i++) {
            LuaValue loader = loaders.rawget(i);
            if (loader.isnil()) {
                throw new LuaError("module '" + LuaText.view(name) + "' not found:" + tried);
            }
            LuaValue found = loader.call(name);
            if (found.isfunction()) {
                return found;
            }
            if (found.isstring()) {
                tried.append(LuaText.view(found));
            }
        }
    }

    private Varargs fromPreload(Varargs args) {
        LuaString name = Args.string(args, 1, "require");
        LuaValue loader = preload.get(name);
        return loader.isnil() ? LuaText.of("\n\tno field package.preload['" + LuaText.view(name) + "']") : loader;
    }

    private Varargs fromFile(Varargs args) {
        String name = name(args);
        StringBuilder tried = new StringBuilder();
        for (String entry : path("path").split(";")) {
            if (entry.isEmpty()) {
                continue;
            }
            String file = entry.replace("?", name.replace('.', '/'));
            byte[] source;
            try {
                source = read(file);
            } catch (IOException e) {
                throw loading(name, file, "cannot read " + file + FileText.reason(e));
            }
            if (source == null) {
                tried.append("\n\tno file '").append(file).append('\'');
                continue;
            }
            try {
                return worker.closure(worker.cache().template(new CodeCache.Key("@" + file, source)), globals);
            } catch (LuaFailure e) {
                throw loading(name, file, e.getMessage());
            }
        }
        return LuaText.of(tried.toString());
    }

    private static LuaError loading(String name, String file, String why) {
        return new LuaError("error loading module '" + name + "' from file '" + file + "':\n\t" + why);
    }

    private byte @Nullable [] read(String file) throws IOException {
        if (file.startsWith(CLASSPATH)) {
            String resource = file.substring(CLASSPATH.length());
            if (resource.startsWith("/")) {
                resource = resource.substring(1);
            }
            try (InputStream in = worker.options().classLoader().getResourceAsStream(resource)) {
                return in == null ? null : in.readAllBytes();
            }
        }
        Path path;
        try {
            path = Path.of(file);
        } catch (InvalidPathException e) {
            return null;
        }
        return Files.isRegularFile(path) && Files.isReadable(path) ? Files.readAllBytes(path) : null;
    }

    private String path(String field) {
        if (!(table.get(field) instanceof LuaString path)) {
            throw new LuaError("'package." + field + "' must be a string");
        }
        return LuaText.view(path);
    }

    private Varargs rootLibrary(Varargs args) {
        String name = name(args);
        int dot = name.indexOf('.');
        return dot < 0 ? LuaValue.NIL : notFound(args, "cpath", name.substring(0, dot));
    }

    private LuaValue notFound(Varargs args, String field, String name) {
        StringBuilder tried = new StringBuilder();
        for (String entry : path(field).split(";")) {
            if (!entry.isEmpty()) {
                tried.append("\n\tno file '")
                        .append(entry.replace("?", name.replace('.', '/')))
                        .append('\'');
            }
        }
        return LuaText.of(tried.toString());
    }

    private static Varargs searchpath(Varargs args) {
        String path = Args.view(args, 2, "searchpath");
        String name = Args.view(args, 1, "searchpath");
        String separator = args.arg(3).isnil() ? "." : Args.view(args, 3, "searchpath");
        String replacement = args.arg(4).isnil() ? "/" : Args.view(args, 4, "searchpath");
        StringBuilder tried = new StringBuilder();
        for (String entry : path.split(";")) {
            String file = entry.replace("?", separator.isEmpty() ? name : name.replace(separator, replacement));
            try {
                if (!file.isEmpty() && Files.isReadable(Path.of(file))) {
                    return LuaText.of(file);
                }
            } catch (InvalidPathException e) {
                // A name that cannot be a file's is listed as any other that isn't there.
                tried.append("\n\tno file '").append(file).append('\'');
                continue;
            }
            tried.append("\n\tno file '").append(file).append('\'');
        }
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.of(tried.toString()));
    }

    private Varargs seeall(Varargs args) {
        LuaTable module = Args.table(args, 1, "seeall");
        LuaValue metatable = module.getmetatable();
        if (metatable == null) {
            metatable = new Table();
            module.setmetatable(metatable);
        }
        metatable.set(LuaValue.INDEX, globals);
        return LuaValue.NONE;
    }

    private Varargs module(Varargs args) {
        LuaString name = Args.string(args, 1, "module");
        String text = LuaText.view(name);
        LuaTable module = loaded.get(name) instanceof LuaTable known ? known : globalTable(text);
        loaded.set(name, module);
        if (module.get("_NAME").isnil()) {
            module.set("_M", module);
            module.set("_NAME", name);
            module.set("_PACKAGE", LuaText.of(text.substring(0, text.lastIndexOf('.') + 1)));
        }
        Activation caller = CallStack.at(1);
        Closure function = caller == null ? null : worker.vm().closures.of(caller);
        if (function == null) {
            throw new LuaError("'module' not called from a Lua function");
        }
        function.move(module);
        for (int i = 2; i <= args.narg(); i++) {
            if (args.arg(i).isfunction()) {
                args.arg(i).call(module);
            }
        }
        return LuaValue.NONE;
    }

    private LuaTable globalTable(String name) {
        LuaTable at = globals;
        for (String part : name.split("\\.")) {
            LuaValue next = at.rawget(LuaText.of(part));
            if (next.isnil()) {
                next = new Table();
                at.set(LuaText.of(part), next);
            }
            if (!(next instanceof LuaTable found)) {
                throw new LuaError("name conflict for module '" + name + "'");
            }
            at = found;
        }
        return at;
    }
}
