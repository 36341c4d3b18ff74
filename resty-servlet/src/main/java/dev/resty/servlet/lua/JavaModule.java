// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * Java functions that Lua code gets by {@code require}. Arguments and results are converted: nil to null, booleans,
 * numbers to {@link Long} where they are whole and else to {@link Double}, strings to {@link String} by UTF-8 (and
 * to {@code byte[]} where they aren't), tables to {@link java.util.List} or {@link Map}, nested. Immutable.
 *
 * @param name what {@code require} takes
 * @param functions by their Lua names
 */
public record JavaModule(String name, Map<String, JavaFunction> functions) {

    /** Copies the functions. */
    public JavaModule {
        functions = Map.copyOf(functions);
    }

    /** A module to be filled. */
    public static Builder named(String name) {
        return new Builder(name);
    }

    /** Collects a module's functions. */
    public static final class Builder {

        private final String name;
        private final Map<String, JavaFunction> functions = new LinkedHashMap<>();

        private Builder(String name) {
            this.name = name;
        }

        /** Adds a function. */
        public Builder function(String functionName, JavaFunction function) {
            functions.put(functionName, function);
            return this;
        }

        /** The module. */
        public JavaModule build() {
            return new JavaModule(name, functions);
        }
    }

    /** The module's table in a worker. */
    LuaTable table(Worker worker) {
        LuaTable table = new Table();
        functions.forEach((key, function) ->
                table.set(LuaText.utf8(key), NativeFunction.of(key, args -> call(worker, key, function, args))));
        return table;
    }

    private Varargs call(Worker worker, String function, JavaFunction body, Varargs args) {
        @Nullable Object[] converted = new @Nullable Object[args.narg()];
        for (int i = 0; i < converted.length; i++) {
            try {
                converted[i] = JavaValues.toJava(args.arg(i + 1));
            } catch (IllegalArgumentException e) {
                throw Args.bad(i + 1, function, String.valueOf(e.getMessage()));
            }
        }
        @Nullable Object result;
        try {
            result = worker.handOver(() -> body.call(converted));
        } catch (LuaError e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failure(e);
        } catch (Exception e) {
            return failure(e);
        }
        try {
            return JavaValues.toLua(result);
        } catch (IllegalArgumentException e) {
            throw new LuaError(name + "." + function + ": " + e.getMessage());
        }
    }

    private static Varargs failure(Exception e) {
        String message = e.getMessage();
        return LuaValue.varargsOf(
                LuaValue.NIL, LuaText.utf8(message == null ? e.getClass().getSimpleName() : message));
    }
}
