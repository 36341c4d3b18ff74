// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.ChunkName;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaClosure;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Prototype;

/**
 * The Lua functions that are running in one thread of Lua (a run's entry or a coroutine), and what guards them. Kept by
 * {@link Hooks} as the interpreter enters and leaves functions; Java functions stand in it only where they guard a call
 * ({@code pcall}) or were asked for by {@link #enter}.
 */
final class LuaStack {

    private static final int FIRST_SIZE = 16;
    private static final LuaValue[] NO_REGISTERS = {};

    private @Nullable LuaFunction[] functions = new @Nullable LuaFunction[FIRST_SIZE];
    private @Nullable LuaValue[][] registers = new @Nullable LuaValue[FIRST_SIZE][];
    private int[] callerPcs = new int[FIRST_SIZE];
    private int depth;

    /** The instruction that the innermost function executes. */
    int pc;

    /** How many {@code pcall}, {@code xpcall} guard the innermost function. */
    int guards;

    /** The handler of the innermost guard, where that is an {@code xpcall}. */
    @Nullable LuaValue handler;

    /** The traceback of the error that ended this thread; null while it lives. */
    @Nullable String lastTraceback;

    /** How many functions are running. */
    int depth() {
        return depth;
    }

    /** Puts a Java function on top. */
    void enter(LuaFunction function) {
        enter(function, NO_REGISTERS);
    }

    /** Puts a function and its registers on top. */
    void enter(LuaFunction function, LuaValue[] values) {
        if (depth == functions.length) {
            functions = Arrays.copyOf(functions, depth * 2);
            registers = Arrays.copyOf(registers, depth * 2);
            callerPcs = Arrays.copyOf(callerPcs, depth * 2);
        }
        functions[depth] = function;
        registers[depth] = values;
        callerPcs[depth] = pc;
        depth++;
        pc = 0;
    }

    /** Takes the top off. */
    void leave() {
        if (depth > 0) {
            pc = callerPcs[--depth];
        }
    }

    /** Takes everything above {@code depth} off: after an error that didn't leave function by function. */
    void unwindTo(int toDepth, int toPc) {
        depth = toDepth;
        pc = toPc;
    }

    /** Makes it as new. */
    void clear() {
        Arrays.fill(functions, null);
        Arrays.fill(registers, null);
        depth = 0;
        pc = 0;
        guards = 0;
        handler = null;
        lastTraceback = null;
    }

    /** The function at a level, 0 being the innermost; null where there is none. */
    @Nullable LuaFunction function(int level) {
        int index = depth - 1 - level;
        return index >= 0 && index < depth ? functions[index] : null;
    }

    /** The registers of the function at a level; none for a Java function. */
    LuaValue[] registers(int level) {
        LuaValue[] values = registers[depth - 1 - level];
        return values == null ? NO_REGISTERS : values;
    }

    /** The instruction of the function at a level. */
    int pc(int level) {
        return level == 0 ? pc : callerPcs[depth - level];
    }

    /** The source line at a level; -1 where it has none. */
    int line(int level) {
        return function(level) instanceof LuaClosure closure ? line(closure.p, pc(level)) : -1;
    }

    static int line(Prototype prototype, int pc) {
        int[] lines = prototype.lineinfo;
        return lines != null && pc >= 0 && pc < lines.length ? lines[pc] : -1;
    }

    /** {@code "chunk:line: "} of the function at a level; empty where there is none or it is a Java function. */
    String where(int level) {
        return function(level) instanceof LuaClosure closure
                ? ChunkName.shortened(closure.p.source) + ":" + line(level) + ": "
                : "";
    }

    /**
     * Where the function that last stood above {@code toDepth} called on: what is known after a Java stack overflow
     * has unwound everything.
     */
    String whereAfterOverflow(int toDepth) {
        if (toDepth + 1 < functions.length && functions[toDepth] instanceof LuaClosure closure) {
            int line = line(closure.p, callerPcs[toDepth + 1]);
            return ChunkName.shortened(closure.p.source) + ":" + line + ": ";
        }
        return "";
    }

    private static final int SHOWN_FIRST = 12;
    private static final int SHOWN_LAST = 10;

    /**
     * The functions as Lua's {@code debug.traceback} lists them, from a level on: lines that each begin with a newline
     * and a tab.
     */
    String traceback(int fromLevel) {
        StringBuilder text = new StringBuilder();
        int count = depth - fromLevel;
        for (int level = fromLevel; level < depth; level++) {
            if (count > SHOWN_FIRST + SHOWN_LAST && level - fromLevel == SHOWN_FIRST) {
                text.append("\n\t...");
                level = depth - SHOWN_LAST;
            }
            appendFrame(text.append("\n\t"), level);
        }
        return text.toString();
    }

    private void appendFrame(StringBuilder text, int level) {
        LuaFunction function = function(level);
        if (!(function instanceof LuaClosure closure)) {
            text.append("[C]: in function '")
                    .append(function == null ? "?" : function.name())
                    .append('\'');
            return;
        }
        LuaString source = closure.p.source;
        text.append(ChunkName.shortened(source)).append(':').append(line(level)).append(": in ");
        if (closure.p.linedefined == 0) {
            text.append("main chunk");
            return;
        }
        String name = level + 1 < depth && function(level + 1) instanceof LuaClosure caller
                ? CallSite.functionName(caller.p, pc(level + 1))
                : null;
        if (name != null) {
            text.append("function '").append(name).append('\'');
        } else {
            text.append("function <")
                    .append(ChunkName.shortened(source))
                    .append(':')
                    .append(closure.p.linedefined)
                    .append('>');
        }
    }
}
