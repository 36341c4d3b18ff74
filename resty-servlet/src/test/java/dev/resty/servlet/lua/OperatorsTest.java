// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.runtime.LuaText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.luaj.vm2.LuaFunction;

/** Operators give what LuaJIT gives, and fail in its words: the file has what it printed for each line of code. */
class OperatorsTest {

    private static final String SHOW = """
            local source = ...
            local f, err = loadstring(source, "=c")
            if not f then return "LOAD " .. err end
            local r = {pcall(f)}
            for i = 1, table.maxn(r) do
                r[i] = tostring(r[i]):gsub("^function: .*", "function: ADDR")
            end
            return table.concat(r, " | ")
            """;

    @ParameterizedTest
    @EnumSource(names = {"COMPILED", "INTERPRETED"})
    void operators_likeLuaJit(CodePolicy policy) throws IOException {
        List<String> different = new ArrayList<>();
        try (Worker worker = new Worker(0, WorkerOptions.defaults(), new CodeCache(policy::template))) {
            LuaFunction show = worker.load(SHOW.getBytes(StandardCharsets.UTF_8), "=show");
            for (String line : lines()) {
                int tab = line.indexOf('\t');
                String source = unescaped(line.substring(0, tab));
                String expected = unescaped(line.substring(tab + 1));
                String actual =
                        LuaText.view(worker.run(this, show, LuaText.of(source)).arg1());
                if (!actual.equals(expected)) {
                    different.add(source + "\n  LuaJIT: " + expected + "\n  here:   " + actual);
                }
            }
        }
        assertThat(different).isEmpty();
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = OperatorsTest.class.getResourceAsStream("operators.txt")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        }
    }

    private static String unescaped(String text) {
        return text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
    }
}
