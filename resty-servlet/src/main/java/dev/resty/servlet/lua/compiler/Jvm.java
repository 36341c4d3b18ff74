// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import dev.resty.servlet.lua.runtime.Callable;
import dev.resty.servlet.lua.runtime.Cell;
import dev.resty.servlet.lua.runtime.Closure;
import dev.resty.servlet.lua.runtime.Code;
import dev.resty.servlet.lua.runtime.FieldGroup;
import dev.resty.servlet.lua.runtime.FieldLayout;
import dev.resty.servlet.lua.runtime.FieldSite;
import dev.resty.servlet.lua.runtime.InterpretedFrame;
import dev.resty.servlet.lua.runtime.Operators;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.lua.runtime.TailCall;
import dev.resty.servlet.lua.runtime.Vm;
import org.luaj.vm2.LuaBoolean;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.objectweb.asm.Type;

/** The JVM's names of the types that generated code mentions, and descriptors made of them. */
final class Jvm {

    static final String OBJECT = "java/lang/Object";
    static final String VALUE = Type.getInternalName(LuaValue.class);
    static final String STRING = Type.getInternalName(LuaString.class);
    static final String BOOLEAN = Type.getInternalName(LuaBoolean.class);
    static final String VARARGS = Type.getInternalName(Varargs.class);
    static final String LUA_TABLE = Type.getInternalName(LuaTable.class);
    static final String TABLE = Type.getInternalName(Table.class);
    static final String SITE = Type.getInternalName(FieldSite.class);
    static final String GROUP = Type.getInternalName(FieldGroup.class);
    static final String LAYOUT = Type.getInternalName(FieldLayout.class);
    /** A {@link FieldSite}, in a descriptor. */
    static final String F = "L" + SITE + ";";

    static final String CALLABLE = Type.getInternalName(Callable.class);
    static final String CLOSURE = Type.getInternalName(Closure.class);
    static final String CELL = Type.getInternalName(Cell.class);
    static final String VM = Type.getInternalName(Vm.class);
    static final String CODE = Type.getInternalName(Code.class);
    static final String FRAME = Type.getInternalName(InterpretedFrame.class);
    static final String OPERATORS = Type.getInternalName(Operators.class);
    static final String TAIL_CALL = Type.getInternalName(TailCall.class);
    static final String DISPATCH = Type.getInternalName(Dispatch.class);
    static final String TRAVERSAL = Type.getInternalName(Traversal.class);
    static final String ARITHMETIC = Type.getInternalName(Arithmetic.class);
    static final String TEMPLATE = Type.getInternalName(CompiledTemplate.class);
    static final String MAKER = Type.getInternalName(Maker.class);

    static final String V = "L" + VALUE + ";";
    static final String S = "L" + STRING + ";";
    static final String M = "L" + VARARGS + ";";
    static final String W = "L" + VM + ";";

    static final String OBJECTS = "[Ljava/lang/Object;";
    static final String DOUBLES = "[D";

    private Jvm() {}

    /** The type's name as descriptors have it. */
    static String descriptor(String internalName) {
        return "L" + internalName + ";";
    }

    /** The descriptor of a method that takes so many Lua values. */
    static String values(int count, String result) {
        return "(" + V.repeat(count) + ")" + result;
    }

    /** What two types have in common, as far as generated code tells them apart; loads no class. */
    static String common(String one, String other) {
        if (one.equals(other)) {
            return one;
        }
        boolean first = isValue(one);
        boolean second = isValue(other);
        if (first && second) {
            return VALUE;
        }
        return (first || one.equals(VARARGS)) && (second || other.equals(VARARGS)) ? VARARGS : OBJECT;
    }

    private static boolean isValue(String name) {
        return !name.equals(VARARGS) && name.startsWith("org/luaj/vm2/Lua")
                || name.equals(CALLABLE)
                || name.equals(CLOSURE)
                || name.equals(TABLE)
                || name.startsWith(ClassBuilder.NAME_PREFIX);
    }
}
