// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.runtime.LuaText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.luaj.vm2.LuaFunction;

/**
 * The standard library by one-liners, whose outcome is what OpenResty's LuaJIT printed ({@code probes/*.expected}, made
 * by {@code probes/run.lua}). A comment {@code -- differs: reason: outcome} before a line says what it gives here instead.
 */
class LuaJitProbesTest {

    private static final String DIFFERS = "-- differs: ";

    @TestFactory
    Stream<DynamicTest> base() throws IOException {
        return probes("base");
    }

    @TestFactory
    Stream<DynamicTest> string() throws IOException {
        return probes("string");
    }

    @TestFactory
    Stream<DynamicTest> table() throws IOException {
        return probes("table");
    }

    @TestFactory
    Stream<DynamicTest> math() throws IOException {
        return probes("math");
    }

    @TestFactory
    Stream<DynamicTest> bit() throws IOException {
        return probes("bit");
    }

    @TestFactory
    Stream<DynamicTest> os() throws IOException {
        return probes("oslib");
    }

    @TestFactory
    Stream<DynamicTest> io() throws IOException {
        return probes("iolib");
    }

    @TestFactory
    Stream<DynamicTest> misc() throws IOException {
        return probes("misc");
    }

    private static Stream<DynamicTest> probes(String name) throws IOException {
        List<String> probes = lines(name + ".probes");
        List<String> expected = lines(name + ".expected");
        assertThat(expected).hasSameSizeAs(probes);
        List<DynamicTest> tests = new ArrayList<>();
        for (int i = 0; i < probes.size(); i++) {
            String probe = probes.get(i);
            if (!probe.startsWith("--")) {
                String before = i > 0 ? probes.get(i - 1) : "";
                String outcome = before.startsWith(DIFFERS)
                        ? before.substring(before.indexOf(": ", DIFFERS.length()) + 2)
                        : expected.get(i);
                tests.add(DynamicTest.dynamicTest(
                        probe, () -> assertThat(run(probe)).isEqualTo(outcome)));
            }
        }
        return tests.stream();
    }

    private static String run(String probe) throws IOException {
        Lua lua = new Lua(WorkerOptions.defaults().withFiles(true).withEnvironment(System::getenv));
        LuaFunction run = lua.worker
                .run(lua, lua.worker.load(bytes("run.lua"), "=run"), org.luaj.vm2.LuaValue.NONE)
                .checkfunction(1);
        return LuaText.view(lua.worker.run(lua, run, LuaText.utf8(probe)).arg1());
    }

    private static List<String> lines(String file) throws IOException {
        return new String(bytes(file), StandardCharsets.UTF_8).lines().toList();
    }

    private static byte[] bytes(String file) throws IOException {
        try (InputStream in = LuaJitProbesTest.class.getResourceAsStream("probes/" + file)) {
            return Objects.requireNonNull(in, file).readAllBytes();
        }
    }
}
