// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.library.BaseFunctions;
import dev.resty.servlet.lua.library.BitFunctions;
import dev.resty.servlet.lua.library.MathFunctions;
import dev.resty.servlet.lua.library.StringFunctions;
import dev.resty.servlet.lua.library.TableFunctions;
import dev.resty.servlet.lua.runtime.Table;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/** Puts Lua 5.1's standard library, with LuaJIT's extensions, into a worker. */
final class StandardLibrary {

    private StandardLibrary() {}

    static void install(Worker worker) {
        Table globals = worker.globals();
        globals.set("_G", globals);
        globals.set("_VERSION", "Lua 5.1");

        BaseFunctions.addTo(globals);
        new BaseLib(worker).addTo(globals);
        new GuardLib(worker.vm()).addTo(globals);
        new LoadLib(worker).addTo(globals);
        globals.set("coroutine", new CoroutineLib(worker).table());
        LuaTable string = StringFunctions.table();
        globals.set("string", string);
        globals.set("table", TableFunctions.table());
        globals.set("math", MathFunctions.table());
        globals.set("bit", BitFunctions.table());
        globals.set("os", new OsLib(worker.options()).table());
        globals.set("io", new IoLib(worker.options()).table());
        globals.set("debug", new DebugFunctions(worker).table());
        globals.set("jit", JitLib.table());

        LuaTable metatable = new Table();
        metatable.set(LuaValue.INDEX, string);
        worker.vm().stringMetatable = metatable;
        StringMetatable.install();
        new PackageLib(worker).install();
    }
}
