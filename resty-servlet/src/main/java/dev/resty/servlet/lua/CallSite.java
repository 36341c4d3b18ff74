// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.LuaText;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Lua;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/** Reads out of a function's instructions by what name a value was called, as Lua's messages tell it. */
final class CallSite {

    /**
     * A value's name.
     *
     * @param kind {@code local}, {@code global}, {@code field}, {@code method} or {@code upvalue}
     * @param name the name
     */
    record Name(String kind, String name) {

        @Override
        public String toString() {
            return kind + " '" + name + "'";
        }
    }

    private static final String ENVIRONMENT = "_ENV";

    private CallSite() {}

    /** The name that the function called by an instruction has there; null where it has none. */
    static @Nullable String functionName(Prototype prototype, int pc) {
        Name name = called(prototype, pc);
        return name == null ? null : name.name();
    }

    /** How an instruction names the function it calls; null where it calls none or names none. */
    static @Nullable Name called(Prototype prototype, int pc) {
        if (pc < 0 || pc >= prototype.code.length) {
            return null;
        }
        int instruction = prototype.code[pc];
        int operation = Lua.GET_OPCODE(instruction);
        return operation == Lua.OP_CALL || operation == Lua.OP_TAILCALL
                ? ofRegister(prototype, pc, Lua.GETARG_A(instruction))
                : null;
    }

    /** How a register's value is named before an instruction; null where it has no name. */
    static @Nullable Name ofRegister(Prototype prototype, int pc, int register) {
        LuaString local = prototype.getlocalname(register + 1, pc);
        if (local != null) {
            return new Name("local", LuaText.view(local));
        }
        int setter = lastSetter(prototype, pc, register);
        if (setter < 0) {
            return null;
        }
        int instruction = prototype.code[setter];
        switch (Lua.GET_OPCODE(instruction)) {
            case Lua.OP_MOVE:
                int from = Lua.GETARG_B(instruction);
                return from < Lua.GETARG_A(instruction) ? ofRegister(prototype, setter, from) : null;
            case Lua.OP_GETTABUP:
                String table = upvalueName(prototype, Lua.GETARG_B(instruction));
                return keyed(prototype, setter, instruction, ENVIRONMENT.equals(table) ? "global" : "field");
            case Lua.OP_GETTABLE:
                return keyed(prototype, setter, instruction, "field");
            case Lua.OP_SELF:
                return keyed(prototype, setter, instruction, "method");
            case Lua.OP_GETUPVAL:
                return new Name("upvalue", upvalueName(prototype, Lua.GETARG_B(instruction)));
            default:
                return null;
        }
    }

    /** The name of an upvalue. */
    static String upvalueName(Prototype prototype, int index) {
        LuaString name = index < prototype.upvalues.length ? prototype.upvalues[index].name : null;
        return name == null ? "?" : LuaText.view(name);
    }

    private static @Nullable Name keyed(Prototype prototype, int pc, int instruction, String kind) {
        int key = Lua.GETARG_C(instruction);
        if (Lua.ISK(key)) {
            return prototype.k[Lua.INDEXK(key)] instanceof LuaString constant
                    ? new Name(kind, LuaText.view(constant))
                    : null;
        }
        int setter = lastSetter(prototype, pc, key);
        if (setter >= 0 && Lua.GET_OPCODE(prototype.code[setter]) == Lua.OP_LOADK) {
            LuaValue constant = prototype.k[Lua.GETARG_Bx(prototype.code[setter])];
            return constant instanceof LuaString string ? new Name(kind, LuaText.view(string)) : null;
        }
        return null;
    }

    /** The last instruction before {@code before} that set a register, or -1. */
    private static int lastSetter(Prototype prototype, int before, int register) {
        int setter = -1;
        int[] code = prototype.code;
        for (int pc = 0; pc < before; pc++) {
            int instruction = code[pc];
            int operation = Lua.GET_OPCODE(instruction);
            int a = Lua.GETARG_A(instruction);
            if (operation == Lua.OP_JMP) {
                int target = pc + 1 + Lua.GETARG_sBx(instruction);
                if (pc < target && target <= before) {
                    pc = target - 1;
                }
            } else if (operation == Lua.OP_SETLIST) {
                if (Lua.GETARG_C(instruction) == 0) {
                    pc++;
                }
            } else if (sets(operation, instruction, a, register)) {
                setter = pc;
            }
        }
        return setter;
    }

    private static boolean sets(int operation, int instruction, int a, int register) {
        return switch (operation) {
            case Lua.OP_LOADNIL -> a <= register && register <= a + Lua.GETARG_B(instruction);
            case Lua.OP_TFORCALL -> register >= a + 2;
            case Lua.OP_CALL, Lua.OP_TAILCALL -> register >= a;
            case Lua.OP_SELF -> register == a || register == a + 1;
            default -> Lua.testAMode(operation) && register == a;
        };
    }
}
