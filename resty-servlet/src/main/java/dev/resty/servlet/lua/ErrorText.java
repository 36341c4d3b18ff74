// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaNumbers;
import dev.resty.servlet.lua.runtime.NativeFunction;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;

/** LuaJIT's texts for the errors that the interpreter words otherwise. */
final class ErrorText {

    private static final String BAD_KEY = "table index expected";

    private static final String NO_INDEX = "index expected, got ";
    private static final String BAD_ARGUMENT = "bad argument #";

    private ErrorText() {}

    /** The error of calling a value that cannot be called. */
    static String notCallable(LuaClosure function, int pc, LuaValue value) {
        return sentence("call", CallSite.called(function.p, pc), value);
    }

    /** Names the library function as the call does, and doesn't count the object of a method call as an argument. */
    private static String badArgument(LuaClosure function, int pc, LuaValue[] registers, String message) {
        int instruction = function.p.code[pc];
        CallSite.Name name = CallSite.called(function.p, pc);
        int numberEnd = message.indexOf(' ', BAD_ARGUMENT.length());
        int why = message.indexOf('(');
        if (name == null
                || numberEnd < 0
                || why < 0
                || !(registers[Lua.GETARG_A(instruction)] instanceof NativeFunction called)
                || !called.isNamedByCaller()) {
            return message;
        }
        int number = Integer.parseInt(message.substring(BAD_ARGUMENT.length(), numberEnd));
        if (name.kind().equals("method") && --number == 0) {
            return "calling '" + name.name() + "' on bad self " + message.substring(why);
        }
        return BAD_ARGUMENT + number + " to '" + name.name() + "' " + message.substring(why);
    }

    /**
     * What LuaJIT says of an error.
     *
     * @param function the innermost Lua function
     * @param pc its instruction
     * @param registers its registers
     * @param message what the interpreter says, without a position
     */
    static String of(LuaClosure function, int pc, LuaValue[] registers, String message) {
        if (message.startsWith(BAD_ARGUMENT)) {
            return badArgument(function, pc, registers, message);
        }
        if (!message.startsWith("attempt to ") && !message.startsWith(NO_INDEX) && !message.startsWith(BAD_KEY)
                || pc >= function.p.code.length
                || registers.length == 0) {
            return message;
        }
        int instruction = function.p.code[pc];
        int b = Lua.GETARG_B(instruction);
        int c = Lua.GETARG_C(instruction);
        String text = null;
        switch (Lua.GET_OPCODE(instruction)) {
            case Lua.OP_GETTABLE, Lua.OP_SELF -> text = operand(function, pc, registers, b, "index", message);
            case Lua.OP_SETTABLE ->
                text = message.startsWith(BAD_KEY)
                        ? badKey(value(function, registers, b))
                        : operand(
                                function,
                                pc,
                                registers,
                                Lua.GETARG_A(instruction),
                                "index",
                                message.startsWith(NO_INDEX) ? "attempt to index" : message);
            case Lua.OP_GETTABUP -> text = upvalue(function, b, message);
            case Lua.OP_SETTABUP ->
                text = message.startsWith(BAD_KEY)
                        ? badKey(value(function, registers, b))
                        : upvalue(
                                function,
                                Lua.GETARG_A(instruction),
                                message.startsWith(NO_INDEX) ? "attempt to index" : message);
            case Lua.OP_CALL, Lua.OP_TFORCALL ->
                text = operand(function, pc, registers, Lua.GETARG_A(instruction), "call", message);
            case Lua.OP_LEN -> text = operand(function, pc, registers, b, "get length of", message);
            case Lua.OP_UNM -> text = operand(function, pc, registers, b, "perform arithmetic on", message);
            case Lua.OP_ADD, Lua.OP_SUB, Lua.OP_MUL, Lua.OP_DIV, Lua.OP_MOD, Lua.OP_POW -> {
                int culprit = isNumeric(value(function, registers, b)) ? c : b;
                text = operand(function, pc, registers, culprit, "perform arithmetic on", message);
            }
            case Lua.OP_CONCAT -> {
                for (int register = c; register >= b && text == null; register--) {
                    if (!isConcatenable(registers[register])) {
                        text = operand(function, pc, registers, register, "concatenate", message);
                    }
                }
            }
            case Lua.OP_LT, Lua.OP_LE -> text = comparison(function, registers, b, c, message);
            default -> text = null;
        }
        return text == null ? message : text;
    }

    private static @Nullable String operand(
            LuaClosure function, int pc, LuaValue[] registers, int operand, String verb, String message) {
        LuaValue value = value(function, registers, operand);
        boolean called = verb.equals("call");
        boolean itself = called ? !value.isfunction() : !verb.equals("index") || !value.istable();
        if (!itself || !message.startsWith("attempt to " + verb.replace(" on", ""))) {
            return null;
        }
        CallSite.Name name = Lua.ISK(operand) ? null : CallSite.ofRegister(function.p, pc, operand);
        return sentence(verb, name, value);
    }

    private static String sentence(String verb, CallSite.@Nullable Name name, LuaValue value) {
        return name == null
                ? "attempt to " + verb + " a " + value.typename() + " value"
                : "attempt to " + verb + " " + name + " (a " + value.typename() + " value)";
    }

    private static String badKey(LuaValue key) {
        return key.isnil() ? "table index is nil" : "table index is NaN";
    }

    private static @Nullable String upvalue(LuaClosure function, int index, String message) {
        LuaValue value = function.upValues[index].getValue();
        return message.startsWith("attempt to index") && !value.istable()
                ? sentence("index", new CallSite.Name("upvalue", CallSite.upvalueName(function.p, index)), value)
                : null;
    }

    private static @Nullable String comparison(
            LuaClosure function, LuaValue[] registers, int b, int c, String message) {
        if (!message.startsWith("attempt to compare")) {
            return null;
        }
        String left = value(function, registers, b).typename();
        String right = value(function, registers, c).typename();
        return left.equals(right)
                ? "attempt to compare two " + left + " values"
                : "attempt to compare " + left + " with " + right;
    }

    private static LuaValue value(LuaClosure function, LuaValue[] registers, int operand) {
        return Lua.ISK(operand) ? function.p.k[Lua.INDEXK(operand)] : registers[operand];
    }

    private static boolean isConcatenable(LuaValue value) {
        return value instanceof LuaString || value.type() == LuaValue.TNUMBER;
    }

    private static boolean isNumeric(LuaValue value) {
        return value.type() == LuaValue.TNUMBER
                || value instanceof LuaString string
                        && !LuaNumbers.parse(string).isnil();
    }
}
