// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import dev.resty.servlet.lua.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;

/**
 * A library of which at least a part is written in Lua: a file under {@code lualib} in the jar. It is called as
 * {@code require} calls any, with its name, and with the table of its Java half as a second argument.
 */
final class LuaModule {

    private static final String FOLDER = "/lualib/";

    private LuaModule() {}

    /**
     * Runs the module's file.
     *
     * @param name as {@code require} takes it
     * @return what the file returns
     */
    static LuaValue load(Worker worker, String name, LuaTable nativeHalf) {
        String file = FOLDER + name.replace('.', '/') + ".lua";
        return worker.loadLibrary(source(file), "@" + file.substring(1))
                .invoke(LuaValue.valueOf(name), nativeHalf)
                .arg1();
    }

    private static byte[] source(String file) {
        try (InputStream in = LuaModule.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing from the jar");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
