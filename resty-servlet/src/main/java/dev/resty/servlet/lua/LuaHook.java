// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import dev.resty.servlet.lua.runtime.DebugHook;
import dev.resty.servlet.lua.runtime.LuaText;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** A hook that a script has set by {@code debug.sethook}. It isn't told of what it does itself. */
final class LuaHook implements DebugHook {

    private static final LuaString LINE = LuaText.of("line");
    private static final LuaString COUNT = LuaText.of("count");
    private static final LuaString CALL = LuaText.of("call");
    private static final LuaString RETURN = LuaText.of("return");

    private final LuaFunction function;
    private final String mask;
    private final int count;
    private int left;
    private boolean running;

    /**
     * A hook of the events of a mask: {@code c} for calls, {@code r} for returns, {@code l} for lines.
     *
     * @param count after how many statements and turns of loops it is told of a {@code count}; 0 for never
     */
    LuaHook(LuaFunction function, String mask, int count) {
        this.function = function;
        this.mask = mask;
        this.count = count;
        this.left = count;
    }

    /** What {@code debug.gethook} returns. */
    Varargs described() {
        return LuaValue.varargsOf(function, LuaText.of(mask), LuaValue.valueOf(count));
    }

    @Override
    public void step() {
        if (count > 0 && !running && --left <= 0) {
            left = count;
            tell(COUNT, LuaValue.NIL);
        }
    }

    @Override
    public void line(int line) {
        tell('l', LINE, LuaValue.valueOf(line));
    }

    @Override
    public void called() {
        tell('c', CALL, LuaValue.NIL);
    }

    @Override
    public void returns() {
        tell('r', RETURN, LuaValue.NIL);
    }

    private void tell(char kind, LuaString event, LuaValue line) {
        if (!running && mask.indexOf(kind) >= 0) {
            tell(event, line);
        }
    }

    private void tell(LuaString event, LuaValue line) {
        running = true;
        try {
            function.call(event, line);
        } finally {
            running = false;
        }
    }
}
