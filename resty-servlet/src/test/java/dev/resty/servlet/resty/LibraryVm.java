// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.Resty;
import dev.resty.servlet.lua.Worker;
import dev.resty.store.Ticker;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A worker with the libraries, a clock that tests advance, and an ngx table of {@code null} and the dicts, which have no methods. */
final class LibraryVm {

    final Worker worker = new Worker(0);

    private long millis = 1_000_000;

    final Resty resty;

    LibraryVm() {
        this(null);
    }

    /** A further worker on the dicts of another one. */
    LibraryVm(@Nullable Resty shared) {
        resty = shared != null ? shared : open();
        LuaTable ngx = new LuaTable();
        ngx.set("null", new LuaUserdata(new Object()));
        LuaTable dicts = new LuaTable();
        for (String name : resty.dictNames()) {
            LuaTable dict = new LuaTable();
            dict.set(1, new LuaUserdata(resty.dict(name)));
            dicts.set(name, dict);
        }
        ngx.set("shared", dicts);
        worker.globals().set("ngx", ngx);
        RestyLibraries.install(worker, resty);
    }

    private Resty open() {
        return Resty.builder()
                .ticker(new Ticker() {
                    @Override
                    public long nanoTime() {
                        return millis * 1_000_000;
                    }

                    @Override
                    public long currentTimeMillis() {
                        return millis;
                    }
                })
                .dict("locks", "64k")
                .dict("my_locks", "64k")
                .dict("lock_cache", "64k")
                .dict("store", "64k")
                .build();
    }

    void advance(long moreMillis) {
        millis += moreMillis;
    }

    /** What a chunk returns. */
    Varargs run(String code) {
        return worker.run(this, worker.load(code.getBytes(StandardCharsets.ISO_8859_1), "=test"), LuaValue.NONE);
    }

    /** What a chunk returns, as text with a space between values; strings are bytes in Latin-1. */
    String eval(String code) {
        Varargs results = run(code);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= results.narg(); i++) {
            text.append(i > 1 ? " " : "");
            LuaValue value = results.arg(i);
            if (value.type() == LuaValue.TSTRING) {
                LuaString bytes = value.checkstring();
                text.append(new String(bytes.m_bytes, bytes.m_offset, bytes.m_length, StandardCharsets.ISO_8859_1));
            } else {
                text.append(value.tojstring());
            }
        }
        return text.toString();
    }
}
