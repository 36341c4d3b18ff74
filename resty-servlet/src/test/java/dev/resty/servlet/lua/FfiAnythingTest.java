// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.luaj.vm2.LuaValue;

/** Whatever a script does with {@code ffi} is checked: it gets Lua errors, and the JVM no failure of its own. */
class FfiAnythingTest {

    private static final int OPERATIONS = 5_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void operations_ofAnyKind_workOrAreLuaErrors(int seed) throws IOException {
        Worker worker = new Lua().worker;
        LuaValue succeeded = worker.run(
                        this,
                        worker.load(source(), "=anything"),
                        LuaValue.varargsOf(LuaValue.valueOf(seed), LuaValue.valueOf(OPERATIONS)))
                .arg1();
        assertThat(succeeded.toint()).isGreaterThan(OPERATIONS / 10);
    }

    private static byte[] source() throws IOException {
        try (InputStream in = FfiAnythingTest.class.getResourceAsStream("ffi-anything.lua")) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}
