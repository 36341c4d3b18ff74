// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JavaModuleTest {

    private final Lua lua = new Lua();
    private final List<Object> seen = new ArrayList<>();
    private Object result;

    @BeforeEach
    void register() {
        lua.worker.preload(JavaModule.named("shop.users")
                .function("see", args -> {
                    seen.addAll(Arrays.asList(args));
                    return result;
                })
                .function("fail", args -> {
                    throw new IOException("database is gone");
                })
                .function("idle", args -> lua.worker.isIdle())
                .build());
    }

    @Test
    void arguments_ofEveryKind_reachJava() {
        lua.call("require('shop.users').see(nil, true, 3, 1.5, 'gr\u00fcn', {1, {2}}, {name = 'a', tags = {'x'}}, {})");
        assertThat(seen)
                .containsExactly(
                        null,
                        true,
                        3L,
                        1.5,
                        "gr\u00fcn",
                        List.of(1L, List.of(2L)),
                        Map.of("name", "a", "tags", List.of("x")),
                        Map.of());
    }

    @Test
    void argument_thatIsNoUtf8_arrivesAsBytes() {
        lua.call("require('shop.users').see('\\255\\0')");
        assertThat((byte[]) seen.get(0)).containsExactly(255, 0);
    }

    @Test
    void result_nested_becomesATable() {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("id", 7L);
        user.put("name", "J\u00fcrgen");
        user.put("roles", List.of("a", "b"));
        user.put("raw", new byte[] {0, (byte) 200});
        result = user;
        assertThat(lua.show("local u = require('shop.users').see() "
                        + "return u.id, u.name, #u.roles, u.roles[2], u.raw:byte(2)"))
                .isEqualTo("7 | J\u00c3\u00bcrgen | 2 | b | 200");
    }

    @Test
    void result_null_isNil() {
        assertThat(lua.show("return require('shop.users').see()")).isEqualTo("nil");
    }

    @Test
    void exception_isNilAndItsMessage() {
        assertThat(lua.show("return require('shop.users').fail()")).isEqualTo("nil | database is gone");
    }

    @Test
    void baton_isHandedOverMeanwhile() {
        assertThat(lua.show("return require('shop.users').idle()")).isEqualTo("true");
    }

    @Test
    void argument_thatContainsItself_isRefused() {
        assertThat(lua.show("local t = {} t.t = t local m = require('shop.users') return pcall(m.see, t)"))
                .startsWith("false | bad argument #1 to ")
                .contains("contains itself");
        assertThatThrownBy(() -> lua.call("require('shop.users').see(1, print)"))
                .hasMessage("test:1: bad argument #2 to 'see' (a function cannot be given to Java)");
    }

    @Test
    void result_thatContainsItself_isRefused() {
        List<Object> loop = new ArrayList<>();
        loop.add(loop);
        result = loop;
        assertThatThrownBy(() -> lua.call("require('shop.users').see()")).hasMessageContaining("contains itself");
    }

    @Test
    void result_ofAnUnknownType_isRefused() {
        result = new Object();
        assertThatThrownBy(() -> lua.call("require('shop.users').see()"))
                .hasMessageContaining("java.lang.Object cannot be given to Lua");
    }
}
