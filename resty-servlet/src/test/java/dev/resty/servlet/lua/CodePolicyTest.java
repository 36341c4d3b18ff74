// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaValue;

class CodePolicyTest {

    private static final String PROPERTY = "dev.resty.lua";

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void usual_isWhatTheSystemPropertySays() {
        assertThat(Backend.usual()).isEqualTo(CodePolicy.MIXED);
        System.setProperty(PROPERTY, "interpreted");
        assertThat(Backend.usual()).isEqualTo(CodePolicy.INTERPRETED);
    }

    @Test
    void chunkThatIsCompiledWhenItHasRunTwice_keepsTheCodeOfItsFunctions() {
        Worker worker = new Worker(0);
        LuaFunction chunk = worker.load("return function() return function() end end".getBytes(UTF_8), "=chunk");
        Set<Class<?>> outer = new HashSet<>();
        Set<Class<?>> inner = new HashSet<>();
        for (int run = 0; run < 4; run++) {
            LuaValue function = worker.run(this, chunk, LuaValue.NONE).arg1();
            outer.add(function.getClass());
            inner.add(worker.run(this, (LuaFunction) function, LuaValue.NONE)
                    .arg1()
                    .getClass());
        }

        assertThat(outer).hasSize(1);
        assertThat(inner).hasSize(1);
    }

    @Test
    void newCache_propertyOfAnotherValue_saysWhatItCanBe() {
        System.setProperty(PROPERTY, "fast");
        assertThatThrownBy(CodeCache::new)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the system property dev.resty.lua must be mixed, compiled or interpreted, not 'fast'");
    }
}
