// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.Resty;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.ngx.NgxServices;
import dev.resty.servlet.resty.JsonSettings.Markers;
import dev.resty.store.Ticker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The libraries that every worker can {@code require}. Those that upstream writes on LuaJIT's FFI or in C come before any
 * file of the same name on the user's {@code package.path}; the others only where that has none.
 */
public final class RestyLibraries {

    private static final List<String> TABLE_FUNCTIONS = List.of("new", "clear", "nkeys", "isempty", "isarray", "clone");

    private final Worker worker;
    private final Map<String, Supplier<? extends LuaValue>> leaves = new HashMap<>();
    private final Map<String, Supplier<? extends LuaValue>> overridable = new HashMap<>();

    private RestyLibraries(Worker worker) {
        this.worker = worker;
    }

    /**
     * Makes the libraries known to a worker; each is made when it is first required. To be called once, after the ngx
     * API is in place and before the worker runs anything.
     */
    public static void install(Worker worker, NgxServices services) {
        install(worker, services.resty());
    }

    static void install(Worker worker, Resty resty) {
        RestyLibraries libraries = new RestyLibraries(worker);
        libraries.declare(resty);
        libraries.leaves.forEach((name, module) -> worker.preload(name, new Loader(module)));
        libraries.appendSearcher();
        libraries.addTableFunctions();
    }

    private void declare(Resty resty) {
        Ticker ticker = resty.ticker();
        Supplier<Markers> markers = markers();
        leaves.put("cjson", () -> Cjson.module(markers.get(), false));
        leaves.put("cjson.safe", () -> Cjson.module(markers.get(), true));
        leaves.put("resty.lrucache", () -> LruCache.module(worker, ticker));
        leaves.put("resty.lrucache.pureffi", () -> LruCache.pureffi(worker, ticker));
        leaves.put("resty.lock", () -> LockLibrary.module(worker, resty));
        leaves.put("resty.aes", RestyAes::module);
        leaves.put("resty.string", RestyString::module);
        leaves.put("resty.random", RestyRandom::module);
        leaves.put(
                "resty.sha",
                () -> LibraryTable.of().value("_VERSION", RestyString.VERSION).build());
        Digests.ALGORITHMS.forEach((name, algorithm) -> leaves.put(name, () -> Digests.module(algorithm)));
        RestyCore.PARTS.forEach(name -> leaves.put(name, RestyCore::part));
        leaves.put("resty.core.base", () -> RestyCore.base(worker));
        leaves.put("resty.hmac", RestyHmac::module);
        leaves.putAll(Openssl.modules(worker));
        leaves.put("resty.rsa", RestyRsa::module);
        leaves.put("resty.evp", RestyEvp::module);
        leaves.put("ffi-zlib", () -> FfiZlib.module(worker));
        leaves.put("zlib", () -> LuaZlib.module(worker));
        leaves.put("socket.url", SocketUrl::module);
        leaves.put("lfs", () -> LuaFileSystem.module(worker));
        leaves.put("resty.signal", () -> RestySignal.module(worker));
        leaves.put("resty.chash", Chash::module);
        leaves.put("resty.core.time", () -> RestyCore.time(ticker));
        leaves.put("resty.core.utils", RestyCore::utils);
        leaves.put("bit", () -> library("bit"));
        leaves.put("jit.v", JitVerbose::module);
        leaves.put("jit.dump", JitVerbose::module);
        leaves.put("jit.p", JitVerbose::profiler);
        leaves.put("jit.zone", JitVerbose::zones);
        leaves.put("resty.limit.req", () -> LimitReq.module(worker, ticker));
        overridable.put("resty.limit.conn", () -> LimitConn.module(worker));
        overridable.put("resty.limit.count", () -> LimitCount.module(worker));
        overridable.put("resty.limit.traffic", LimitTraffic::module);
        leaves.putAll(Unavailable.modules());
        leaves.put("ngx.ssl", TlsLibrary::module);
        overridable.put("tablepool", TablePool::module);
        overridable.put("resty.dict", () -> DictLibrary.module(worker, resty));
        overridable.put("resty.frozen", FrozenLibrary::module);
        overridable.put("resty.mlcache", () -> Mlcache.module(worker));
        overridable.put("resty.mlcache.ipc", () -> Mlcache.ipcModule(worker));
    }

    /** What the instances of cjson share, made from {@code ngx.null} at first use. */
    private Supplier<Markers> markers() {
        @Nullable Markers[] made = new Markers[1];
        return () -> {
            Markers markers = made[0];
            if (markers == null) {
                markers = Markers.of(library("ngx").get("null"));
                made[0] = markers;
            }
            return markers;
        };
    }

    private LuaValue library(String global) {
        return worker.globals().get(global);
    }

    /** As after lua-resty-core, which OpenResty loads at the start: the functions are there without {@code require}. */
    private void addTableFunctions() {
        LuaValue preload = library("package").get("preload");
        for (String function : TABLE_FUNCTIONS) {
            preload.get("table." + function).call();
        }
    }

    /** Adds a searcher behind those of {@code package.path}. */
    private void appendSearcher() {
        LuaValue packages = library("package");
        LuaValue searchers = packages.get("loaders");
        if (!searchers.istable()) {
            searchers = packages.get("searchers");
        }
        LuaTable list = searchers.checktable();
        list.set(list.length() + 1, NativeFunction.of("library_loader", args -> {
            String name = args.checkjstring(1);
            Supplier<? extends LuaValue> module = overridable.get(name);
            return module == null ? LuaValue.valueOf("\n\tno built-in library '" + name + "'") : new Loader(module);
        }));
    }

    private static final class Loader extends NativeFunction {

        private final Supplier<? extends LuaValue> module;

        Loader(Supplier<? extends LuaValue> module) {
            super("loader");
            this.module = module;
        }

        @Override
        protected Varargs all(Varargs args) {
            return module.get();
        }
    }
}
