// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.servlet.conf.LuaCode;
import dev.resty.servlet.http.HttpExchange;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.ngx.PhaseRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;

/** Lua code of the configuration, loaded into each worker when that first needs it. Safe for concurrent use. */
final class LuaChunk {

    private final LuaCode code;
    private final Path prefix;
    private final boolean cached;
    private final AtomicReferenceArray<@Nullable LuaFunction> loaded;
    /** By normal path, and only files that were loaded: a name may come from a request. */
    private final Map<Path, AtomicReferenceArray<@Nullable LuaFunction>> files = new ConcurrentHashMap<>();

    /**
     * Makes the code ready to be loaded.
     *
     * @param prefix what a relative file name counts from
     * @param workers how many workers there are
     * @param cached {@code lua_code_cache}
     */
    LuaChunk(LuaCode code, Path prefix, int workers, boolean cached) {
        this.code = code;
        this.prefix = prefix;
        this.cached = cached;
        this.loaded = new AtomicReferenceArray<>(workers);
    }

    /** The code, as it stands in the configuration. */
    LuaCode code() {
        return code;
    }

    /**
     * The function in a worker's VM, loaded if need be.
     *
     * @throws LuaLoadException where it doesn't compile, or its file can't be read
     */
    LuaFunction in(Worker worker, PhaseRun run) {
        if (code instanceof LuaCode.Inline inline) {
            LuaFunction function = cached ? loaded.get(worker.id()) : null;
            return function != null ? function : inline(inline, worker, run);
        }
        return file((LuaCode.File) code, worker, run);
    }

    private LuaFunction inline(LuaCode.Inline inline, Worker worker, PhaseRun run) {
        try {
            byte[] source = inline.source().getBytes(StandardCharsets.ISO_8859_1);
            LuaFunction function = load(worker, run, source, inline.chunkName());
            if (cached) {
                loaded.set(worker.id(), function);
            }
            return function;
        } catch (LuaError e) {
            throw new LuaLoadException("failed to load inlined Lua code: " + e.getMessage(), 500);
        }
    }

    private LuaFunction file(LuaCode.File file, Worker worker, PhaseRun run) {
        HttpExchange exchange = run.exchange();
        String name = exchange == null || file.path().isConstant()
                ? file.path().source()
                : file.path().evaluate(exchange);
        Path path = path(name);
        LuaFunction known = cached ? loadedFrom(path, worker) : null;
        if (known != null) {
            return known;
        }
        try {
            LuaFunction function = load(worker, run, Files.readAllBytes(path), "@" + path);
            if (cached) {
                files.computeIfAbsent(path, p -> new AtomicReferenceArray<>(loaded.length()))
                        .set(worker.id(), function);
            }
            return function;
        } catch (IOException e) {
            throw new LuaLoadException(failure(path) + "cannot open " + path + reason(e), 404);
        } catch (LuaError e) {
            throw new LuaLoadException(failure(path) + e.getMessage(), 500);
        }
    }

    private @Nullable LuaFunction loadedFrom(Path path, Worker worker) {
        AtomicReferenceArray<@Nullable LuaFunction> functions = files.get(path);
        return functions == null ? null : functions.get(worker.id());
    }

    private Path path(String name) {
        try {
            return prefix.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new LuaLoadException(failure(prefix) + "no such file name", 404);
        }
    }

    /** What the operating system says, as Lua adds it. */
    private static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return ": No such file or directory";
        }
        return error instanceof AccessDeniedException ? ": Permission denied" : ": " + error.getMessage();
    }

    private static String failure(Path path) {
        return "failed to load external Lua file \"" + path + "\": ";
    }

    /** Loads under the worker's baton, as anything that touches its VM. */
    private static LuaFunction load(Worker worker, PhaseRun run, byte[] source, String chunkName) {
        LuaFunction loader = NativeFunction.of("load", args -> worker.load(source, chunkName));
        return worker.run(run, loader, LuaValue.NONE).checkfunction(1);
    }
}
