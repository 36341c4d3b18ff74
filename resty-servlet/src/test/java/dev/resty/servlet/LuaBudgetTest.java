// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.conf.ConfSource;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts over a budget get a 500 and an entry that tells where they were; the next request meets a worker that works. */
@Timeout(60)
class LuaBudgetTest {

    private static final String INSTRUCTIONS = """
            location = /loop {
                content_by_lua_block {
                    pcall(function()
                        while true do end
                    end)
                    ngx.say("survived")
                }
            }
            """;

    private static final String MEMORY = """
            location = /loop {
                content_by_lua_block {
                    local kept = {}
                    pcall(function()
                        while true do
                            kept[#kept + 1] = ("x"):rep(1000) .. #kept
                        end
                    end)
                    ngx.say("survived")
                }
            }
            """;

    private static final String DEPTH = """
            location = /loop {
                content_by_lua_block {
                    local function down(n)
                        return n == 0 and 0 or 1 + down(n - 1)
                    end
                    ngx.say(down(tonumber(ngx.var.arg_n)))
                }
            }
            location = /caught {
                content_by_lua_block {
                    local function down() return 1 + down() end
                    ngx.say(pcall(down))
                }
            }
            """;

    private final RecordingErrorLog log = new RecordingErrorLog();
    private RestyEngine engine;
    private TestHost host;

    private void start(String conf, UnaryOperator<RestyServletBuilder> settings) {
        engine = settings.apply(RestyFilter.builder()
                        .errorLog(log)
                        .workers(1)
                        .conf(ConfSource.text(
                                "nginx.conf",
                                conf + "location = /alive { content_by_lua_block { ngx.say(#('x'):rep(1000)) } }")))
                .build();
        host = new InMemoryHost(engine, new EchoApp());
    }

    @AfterEach
    void stop() throws Exception {
        host.close();
        engine.close();
    }

    private void assertStopped(String path, String... logged) throws Exception {
        for (int i = 0; i < 2; i++) {
            log.entries().clear();
            Answer answer = host.send(Ask.get(path));
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).doesNotContain("survived", "traceback");
            assertThat(log.entries())
                    .singleElement()
                    .asString()
                    .contains("stack traceback:")
                    .contains(logged);
            for (int j = 0; j < 20; j++) {
                assertThat(host.send(Ask.get("/alive")).text()).isEqualTo("1000\n");
            }
        }
    }

    @Test
    void instructions_moreThanTheBudget_areStoppedWhereTheyAre() throws Exception {
        start("lua_max_instructions 10000;\n" + INSTRUCTIONS, builder -> builder);
        assertStopped(
                "/loop",
                "executed more instructions than its budget at content_by_lua(nginx.conf:3):3",
                "in function 'pcall'");
    }

    @Test
    void memory_moreThanTheBudget_isStoppedWhereItIs() throws Exception {
        start("lua_max_memory 64k;\n" + MEMORY, builder -> builder);
        assertStopped(
                "/loop", "allocated more than its budget at content_by_lua(nginx.conf:3):5", "in function 'pcall'");
    }

    @Test
    void callDepth_moreThanTheBudget_isLuasErrorWithItsPlace() throws Exception {
        start("lua_max_call_depth 100;\n" + DEPTH, builder -> builder);
        assertThat(host.send(Ask.get("/loop?n=90")).text()).isEqualTo("90\n");
        assertStopped("/loop?n=100", "content_by_lua(nginx.conf:3):2: stack overflow");
        assertThat(host.send(Ask.get("/caught")).text()).startsWith("false").contains("stack overflow");
    }

    @ParameterizedTest
    @CsvSource({"rewrite", "access", "header_filter"})
    void otherPhases_areStoppedToo(String phase) throws Exception {
        start(
                "lua_max_instructions 10000; location / { " + phase + "_by_lua_block { while true do end } }\n",
                builder -> builder);
        assertStopped("/app/x", "executed more instructions than its budget", "nginx.conf:1");
    }

    @Test
    void builder_hasTheLastWord() throws Exception {
        start(
                "lua_max_instructions 0; lua_max_memory 0; lua_max_call_depth 21825;\n" + MEMORY,
                builder -> builder.luaMaxInstructions(1_000_000)
                        .luaMaxMemory(65536)
                        .luaMaxCallDepth(150));
        var limits = engine.configuration().limits();
        assertThat(limits.luaMaxInstructions()).isEqualTo(1_000_000);
        assertThat(limits.luaMaxMemory()).isEqualTo(65536);
        assertThat(limits.luaMaxCallDepth()).isEqualTo(150);
        assertStopped("/loop", "allocated more than its budget");
    }
}
