// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.ConfSource;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** A configuration that can't be used stops the start, and says where and why. */
class BadConfigurationTest {

    private static AbstractThrowableAssert<?, ?> starting(String conf) {
        return assertThatThrownBy(() -> RestyFilter.builder()
                        .errorLog(new RecordingErrorLog())
                        .workers(1)
                        .conf(ConfSource.text("nginx.conf", conf))
                        .build()
                        .close())
                .isInstanceOf(ConfException.class);
    }

    @Test
    void unclosedBraceInALuaBlock_namesTheBlock() {
        starting("""
                server {
                    location / {
                        content_by_lua_block {
                            if ngx.var.arg_a then
                                ngx.say({)
                            end
                        }
                    }
                }
                """).hasMessageContaining("nginx.conf:").hasMessageContaining("Lua code that begins in line 3");
    }

    @Test
    void unclosedBraceInAStringOrComment_isNone() throws Exception {
        RestyFilter.builder()
                .errorLog(new RecordingErrorLog())
                .workers(1)
                .conf(
                        ConfSource.text(
                                "nginx.conf",
                                "location / { content_by_lua_block { local a = \"{\" -- }\n local b = [[ { ]] ngx.say('}') } }"))
                .build()
                .close();
    }

    @Test
    void unclosedBlock_namesFileAndLine() {
        starting("location / {\n return 200 ok;\n")
                .hasMessageContaining("nginx.conf:")
                .hasMessageContaining("expecting \"}\"");
    }

    @Test
    void luaSyntaxError_namesFileAndLine() {
        starting("location / {\n content_by_lua_block {\n local a = = 1\n }\n}")
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("unexpected symbol near '='");
    }

    @Test
    void luaSyntaxErrorInEveryPhase_stopsTheStart() {
        for (String phase : new String[] {
            "server_rewrite", "rewrite", "access", "precontent", "content", "header_filter", "body_filter", "log"
        }) {
            String block = phase + "_by_lua_block { this is no lua }";
            starting(phase.equals("server_rewrite") ? block : "location / { " + block + " }")
                    .as(phase)
                    .hasMessageContaining("nginx.conf:1");
        }
        for (String phase : new String[] {"init", "init_worker", "exit_worker"}) {
            starting(phase + "_by_lua_block { this is no lua }").as(phase).hasMessageContaining("nginx.conf:1");
        }
        starting("location / { set_by_lua_block $x { this is no lua } }").hasMessageContaining("nginx.conf:1");
    }

    @Test
    void locationRegexThatDoesNotCompile_namesItAndThePlace() {
        starting("location / { }\nlocation ~ /a(b {\n return 200; }")
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("\"/a(b\"");
    }

    @Test
    void twoDictsOfOneName_areRefused() {
        starting("lua_shared_dict d 1m;\nlua_shared_dict d 2m;")
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("lua_shared_dict")
                .hasMessageContaining("\"d\"");
    }

    @Test
    void dictOfOneByte_isRefusedWithWhatWouldBeRight() {
        starting("\nlua_shared_dict d 1;")
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("invalid lua shared dict size \"1\"");
    }

    @Test
    void dictOfAStoreThatIsNotThere_isRefusedWithThoseThatAre() {
        starting("\nlua_shared_dict d 1m store=redsi;")
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("no store \"redsi\" for dict \"d\"")
                .hasMessageContaining("[heap]");
    }

    @Test
    void dictWithAnUnknownParameter_isRefusedWithTheKnownOnes() {
        starting("\nlua_shared_dict d 1m size=7;")
                .hasMessageContaining("nginx.conf:2")
                .hasMessageContaining("invalid parameter \"size=7\"")
                .hasMessageContaining("store=name, persist=file and persist_interval=60s");
        starting("lua_shared_dict d 1m store=;").hasMessageContaining("invalid parameter \"store=\"");
    }

    @Test
    void dictOfAnotherStoreWithAFile_isRefused() {
        starting("lua_shared_dict d 1m persist=d.snapshot store=redis;")
                .hasMessageContaining("nginx.conf:1")
                .hasMessageContaining("\"persist\" is for dicts in the heap");
    }

    @Test
    void dictWithAnIntervalThatIsNone_isRefused() {
        for (String interval : new String[] {"", "0", "often", "-1s"}) {
            starting("lua_shared_dict d 1m persist=d.snapshot persist_interval=" + interval + ";")
                    .hasMessageContaining("nginx.conf:1")
                    .hasMessageContaining("invalid parameter \"persist_interval=" + interval + "\"");
        }
    }

    @Test
    void dictWithAnIntervalButNoFile_isRefused() {
        starting("lua_shared_dict d 1m persist_interval=60s;")
                .hasMessageContaining("nginx.conf:1")
                .hasMessageContaining("\"persist_interval\" of dict \"d\" without a file");
    }

    @Test
    void errorInInit_stopsTheStart() {
        starting("init_by_lua_block {\n error('no licence')\n}")
                .hasMessageContaining("no licence")
                .hasMessageContaining("nginx.conf:1");
    }

    @Test
    void unknownDirective_namesIt() {
        starting("location / { acces_by_lua_block { ngx.exit(403) } }")
                .hasMessageContaining("unknown directive \"acces_by_lua_block\"");
    }
}
