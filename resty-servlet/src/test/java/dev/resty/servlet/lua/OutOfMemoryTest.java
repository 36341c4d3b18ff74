// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.resty.servlet.lua.runtime.LuaFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code that wants more memory than the JVM has, without a budget: an error of Lua's, in LuaJIT's words. */
@Timeout(60)
class OutOfMemoryTest {

    /** Wants arrays of 2 GB until there is no room for another, which in small heaps is the first. */
    static final String FILL = """
            local buffer = require "string.buffer"
            local function fill()
                local kept = {}
                for i = 1, 1000 do
                    kept[i] = buffer.new()
                    kept[i]:reserve(2^31 - 1000)
                end
                return #kept
            end
            """;

    private final Lua lua = new Lua();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fill()",
                "for i = 1, 1000 do kept[i] = ('x'):rep(2^31 - 1000) end",
                "local s = ('x'):rep(2^24) while true do s = s .. s kept[#kept + 1] = s end",
                "local s = ('x'):rep(2^24) while true do s = table.concat({s, s, s}, s) kept[#kept + 1] = s end",
                "local s = ('x'):rep(2^24) while true do s = s:gsub('^', s) kept[#kept + 1] = s end",
                "local s = ('x'):rep(2^24) while true do s = ('%s%s'):format(s, s) kept[#kept + 1] = s end",
                "local new = require 'table.new' for i = 1, 1000 do kept[i] = new(2^26, 0) end",
                "local ffi = require 'ffi' for i = 1, 1000 do kept[i] = ffi.new('char[?]', 2^31 - 1000) end"
            })
    void moreThanThereIs_isAnErrorThatPcallCatches(String code) {
        assertThat(lua.show(FILL + "return pcall(function() local kept = {} " + code + " end)"))
                .isEqualTo("false | not enough memory");
        assertThat(lua.show("return #('x'):rep(1000)")).isEqualTo("1000");
    }

    @Test
    void handlers_dontSeeIt() {
        assertThat(lua.show(FILL + "return xpcall(fill, function() return 'handled' end)"))
                .isEqualTo("false | not enough memory");
    }

    @Test
    void sourceThatNeverEnds_isWhatLoadReturns() {
        assertThat(lua.show("local s = (' '):rep(2^24) return load(function() return s end)"))
                .isEqualTo("nil | not enough memory");
    }

    @Test
    void uncaught_hasTheTracebackOfThePlace() {
        LuaFailure failure = catchThrowableOfType(LuaFailure.class, () -> lua.call(FILL + "local n = fill() return n"));

        assertThat(failure.getMessage()).isEqualTo("not enough memory");
        assertThat(failure.isOutOfMemory()).isTrue();
        assertThat(failure.traceback())
                .contains("in function 'reserve'", "test:6: in function 'fill'", "test:10: in main");
        assertThat(lua.show("return 1")).isEqualTo("1");
    }

    @Test
    void uncaughtInAnOperator_hasTheTracebackOfThePlace() {
        LuaFailure failure = catchThrowableOfType(
                LuaFailure.class,
                () -> lua.call(
                        "local kept, s = {}, ('x'):rep(2^24)\nwhile true do\ns = s .. s\nkept[#kept + 1] = s end"));

        assertThat(failure.traceback()).isEqualTo("stack traceback:\n\ttest:3: in main chunk");
    }

    @Test
    void tableThatCantGrow_keepsWhatItHas() {
        String source =
                "local t, n = {}, 0 local ok, err = pcall(function() for i = 1, 2^31 - 1 do t[i] = true n = i end end)"
                        + " return ok, err, #t == n, t[n]";
        assertThat(lua.show(source)).isEqualTo("false | not enough memory | true | true");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local co = coroutine.create(fill) return coroutine.resume(co)",
                "return pcall(coroutine.wrap(fill))",
                "local co = coroutine.create(fill) local ok, err = coroutine.resume(co) return coroutine.status(co) == 'dead' and ok, err",
                "return coroutine.wrap(function() return pcall(fill) end)()",
            })
    void inACoroutine_endsThat(String code) {
        for (CoroutineThreads threads : CoroutineThreads.values()) {
            if (threads.isAvailable()) {
                Lua in = new Lua(WorkerOptions.defaults().withCoroutines(threads));
                assertThat(in.show(FILL + code)).as(threads.name()).isEqualTo("false | not enough memory");
            }
        }
    }
}
