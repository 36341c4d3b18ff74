// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/**
 * An error of Lua code with its value and, where nothing guarded the code, the traceback of the place where it
 * happened. Carries no Java stack trace.
 */
public final class LuaFailure extends LuaError {

    private static final long serialVersionUID = 1L;

    private final transient LuaValue value;
    private final @Nullable String luaTraceback;

    /** What {@code error} was given, where its value has a position before that; null where it has none. */
    private transient @Nullable LuaValue argument;

    /**
     * An error.
     *
     * @param value what {@code pcall} returns
     * @param luaTraceback see {@link #traceback}
     * @param cause what Java threw; null where it is Lua's own
     */
    public LuaFailure(LuaValue value, @Nullable String luaTraceback, @Nullable Throwable cause) {
        super((String) null);
        this.value = value;
        this.luaTraceback = luaTraceback;
        this.cause = cause;
        // The interpreter adds a position to errors that have none of this.
        this.traceback = "";
    }

    /** The error with its position already in it. */
    public static LuaFailure of(String message) {
        return new LuaFailure(LuaText.of(message), null, null);
    }

    /** The end of the JVM's memory, met by the running code: {@link Vm#outOfMemory}. */
    public static LuaFailure of(OutOfMemoryError thrown) {
        Vm vm = Vm.current();
        return vm == null ? new LuaFailure(Vm.NOT_ENOUGH_MEMORY, null, thrown) : vm.outOfMemory(thrown);
    }

    /** An error with this value, raised by the running code: {@link Vm#failure}. */
    public static LuaFailure here(LuaValue value) {
        Vm vm = Vm.current();
        return vm == null ? new LuaFailure(value, null, null) : vm.failure(value, null);
    }

    /** An error of the innermost function: where that is a Lua function, its position stands before the message. */
    public static LuaFailure here(String message) {
        return here(LuaText.of(CallStack.current().where() + message));
    }

    /** The same error, which {@code error} raises, with what that was given. */
    public LuaFailure withArgument(LuaValue given) {
        argument = given;
        return this;
    }

    /** What {@code error} was given, where it has put a position before that; null for all other errors. */
    public @Nullable LuaValue argument() {
        return argument;
    }

    /** The error's value as Lua's {@code pcall} returns it: mostly a string with its position, but any value may be. */
    public LuaValue value() {
        return value;
    }

    /**
     * {@code stack traceback:} and its lines as Lua's {@code debug.traceback} gives them; null for errors that have
     * none: of compilation, or of code that something guarded.
     */
    public @Nullable String traceback() {
        return luaTraceback;
    }

    /** Whether the JVM had no memory left: what Lua calls a memory allocation error. */
    public boolean isOutOfMemory() {
        return cause instanceof OutOfMemoryError;
    }

    /** The value as text, one char a byte: what OpenResty logs. */
    @Override
    public String getMessage() {
        if (value instanceof LuaString string) {
            return LuaText.view(string);
        }
        if (value.isnil()) {
            return "nil";
        }
        return value.type() == LuaValue.TNUMBER
                ? LuaNumbers.text(value.todouble())
                : "(error object is a " + value.typename() + " value)";
    }

    @Override
    public LuaValue getMessageObject() {
        return value;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    public Throwable fillInStackTrace() {
        return this;
    }
}
