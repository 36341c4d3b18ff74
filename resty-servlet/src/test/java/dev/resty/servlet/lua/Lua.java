// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.Values;
import dev.resty.servlet.lua.runtime.LuaText;
import java.nio.charset.StandardCharsets;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A worker of its own for a test, and what Lua code returns in it. */
final class Lua {

    final Worker worker;

    Lua() {
        this(WorkerOptions.defaults());
    }

    Lua(WorkerOptions options) {
        worker = new Worker(0, options, new CodeCache());
    }

    /** One whose code is run in a certain way. */
    Lua(Backend backend) {
        worker = new Worker(0, WorkerOptions.defaults(), new CodeCache(backend));
    }

    /** What a chunk named {@code test} returns. */
    Varargs call(String source) {
        return worker.run(this, worker.load(source.getBytes(StandardCharsets.UTF_8), "=test"), LuaValue.NONE);
    }

    /** What a chunk returns, each value as {@code tostring} shows it, with bars between. */
    String show(String source) {
        Varargs values = call(source);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= values.narg(); i++) {
            text.append(i > 1 ? " | " : "").append(LuaText.view(Values.tostring(values.arg(i))));
        }
        return text.toString();
    }

    /** What a chunk returns in a worker of its own. */
    static String eval(String source) {
        return new Lua().show(source);
    }
}
