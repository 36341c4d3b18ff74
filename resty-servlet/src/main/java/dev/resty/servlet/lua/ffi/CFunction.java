// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.ffi;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A function of C: one that Java code is, one that isn't available, or a function of Lua as C would call it. */
final class CFunction extends CValue {

    /** What a function does with arguments that are converted already. */
    @FunctionalInterface
    interface Body {

        /** Gives its result as Lua value; it is converted to the declared type. */
        LuaValue call(Ffi ffi, Varargs args);
    }

    private final FunctionType type;
    private final String name;
    private @Nullable Body body;
    private @Nullable LuaFunction callback;
    private @Nullable Block block;

    private CFunction(Ffi ffi, FunctionType type, String name, @Nullable Body body) {
        super(ffi, type);
        this.type = type;
        this.name = name;
        this.body = body;
    }

    /** A declared function; without a body calling it is an error. */
    static CFunction of(Ffi ffi, FunctionType type, String name, @Nullable Body body) {
        return new CFunction(ffi, type, name, body);
    }

    /** A function of Lua with a C type. */
    static CFunction callback(Ffi ffi, FunctionType type, LuaFunction function) {
        CFunction made = new CFunction(ffi, type, "?", null);
        made.setCallback(function);
        return made;
    }

    private void setCallback(LuaFunction function) {
        callback = function;
        body = (ffi, args) -> function.invoke(args).arg1();
    }

    /** Memory for pointers to it to point to. */
    Block block() {
        Block made = block;
        if (made == null) {
            made = Block.of(1);
            made.function(this);
            block = made;
        }
        return made;
    }

    @Override
    long address() {
        return ffi().addresses().addressOf(block());
    }

    @Override
    public Varargs invoke(Varargs args) {
        Body found = body;
        if (found == null) {
            throw new LuaError(
                    callback == null ? "C function " + name + " is not available on the JVM" : "bad callback");
        }
        int count = args.narg();
        List<CType> parameters = type.parameters();
        if (count < parameters.size() || count > parameters.size() && !type.isVariadic()) {
            throw new LuaError("wrong number of arguments for function call");
        }
        LuaValue[] converted = new LuaValue[count];
        for (int i = 0; i < count; i++) {
            converted[i] =
                    i < parameters.size() ? argument(parameters.get(i), args.arg(i + 1), i + 1) : args.arg(i + 1);
        }
        LuaValue result = found.call(ffi(), varargsOf(converted));
        return type.result() instanceof VoidType ? NONE : ffi().converted(type.result(), result, true);
    }

    private LuaValue argument(CType parameter, LuaValue value, int number) {
        try {
            return ffi().converted(parameter, value, false);
        } catch (LuaError e) {
            throw new LuaError("bad argument #" + number + " to '" + name + "' (" + e.getMessage() + ")");
        }
    }

    /** {@code free} and {@code set} of a function of Lua; nil for others. */
    LuaValue ownMethod(LuaValue key) {
        if (!(key instanceof LuaString string)) {
            return NIL;
        }
        return switch (LuaText.view(string)) {
            case "free" ->
                callback == null
                        ? NIL
                        : NativeFunction.of("free", args -> {
                            body = null;
                            return NONE;
                        });
            case "set" ->
                callback == null
                        ? NIL
                        : NativeFunction.of("set", args -> {
                            setCallback(args.arg(2).checkfunction());
                            return NONE;
                        });
            default -> NIL;
        };
    }

    @Override
    public LuaValue get(LuaValue key) {
        return byMetatable(key);
    }

    @Override
    public void set(LuaValue key, LuaValue element) {
        setByMetatable(key, element);
    }
}
