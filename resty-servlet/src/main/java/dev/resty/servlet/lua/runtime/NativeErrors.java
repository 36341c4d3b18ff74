// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.runtime;

import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** The errors of Java functions as Lua sees them: with the position and in the words of the call that made them. */
final class NativeErrors {

    private static final String BAD_ARGUMENT = "bad argument #";

    private NativeErrors() {}

    /**
     * What a function throws in place of what its body has thrown. Called by the function itself, so it is level 0.
     *
     * @param namedByCaller see {@link NativeFunction#isNamedByCaller}
     */
    static RuntimeException failure(boolean namedByCaller, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError full) {
            return LuaFailure.of(full);
        }
        Vm vm = Vm.current();
        if (vm == null || thrown instanceof LuaFailure) {
            return (RuntimeException) thrown;
        }
        LuaError error = thrown instanceof LuaError raised ? raised : new LuaError(thrown);
        LuaValue value = error.getMessageObject();
        if (value == null) {
            value = LuaValue.NIL;
        }
        if (value instanceof LuaString && error.getMessage() != null) {
            Activation caller = CallStack.at(1);
            String message = error.getMessage();
            if (message.startsWith(BAD_ARGUMENT) && namedByCaller) {
                message = badArgument(caller == null ? null : caller.called(), message);
            }
            value = text((caller == null ? "" : caller.where()) + message);
        }
        return vm.failure(value, error.getCause());
    }

    /** The same of an error that a Java object has thrown to an operator: that is no function of Lua's. */
    static LuaError ofOperator(LuaError error) {
        if (error instanceof LuaFailure) {
            return error;
        }
        LuaValue value = error.getMessageObject();
        return value instanceof LuaString && error.getMessage() != null
                ? LuaFailure.here(text(CallStack.current().where() + error.getMessage()))
                : LuaFailure.here(value == null ? LuaValue.NIL : value);
    }

    /** Names the function as the call does, and doesn't count the object of a method call as an argument. */
    private static String badArgument(Activation.@Nullable Name name, String message) {
        int numberEnd = message.indexOf(' ', BAD_ARGUMENT.length());
        int why = message.indexOf('(');
        if (numberEnd < 0 || why < 0) {
            return message;
        }
        int number = Integer.parseInt(message.substring(BAD_ARGUMENT.length(), numberEnd));
        if (name != null && name.kind().equals("method") && --number == 0) {
            return "calling '" + name.name() + "' on bad self " + message.substring(why);
        }
        return BAD_ARGUMENT + number + " to '" + (name == null ? "?" : name.name()) + "' " + message.substring(why);
    }

    /** A message of bytes as it is; one of other characters, which Java brought in, as UTF-8. */
    private static LuaString text(String message) {
        for (int i = 0; i < message.length(); i++) {
            if (message.charAt(i) > 255) {
                return LuaText.utf8(message);
            }
        }
        return LuaText.of(message);
    }
}
