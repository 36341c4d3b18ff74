// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;

/** The articles' examples that need Lua and the libraries only, as seeds/README.md states them. */
class SeedLibrariesTest {

    /** What an example needs of ngx: a log to look at, and dicts without expiry. */
    private static final String NGX = """
            logged = {}
            ngx.ERR, ngx.WARN, ngx.INFO = 4, 5, 7
            function ngx.log(level, ...)
                local parts = {...}
                for i = 1, select('#', ...) do parts[i] = tostring(parts[i]) end
                logged[#logged + 1] = table.concat(parts)
            end
            local methods = {}
            methods.__index = methods
            function methods:get(key) return self.values[key] end
            function methods:set(key, value) self.values[key] = value return true, nil, false end
            ngx.shared = setmetatable({}, {__index = function(dicts, name)
                local dict = setmetatable({values = {}}, methods)
                rawset(dicts, name, dict)
                return dict
            end})
            """;

    private final LibraryVm vm = new LibraryVm();

    @BeforeEach
    void ngx() {
        vm.run(NGX);
    }

    @Test
    void e2_apiTourAsPrinted_doesNotCompile() {
        assertThatThrownBy(() -> vm.run(seed("E02-api-printed.lua"))).isInstanceOf(LuaError.class);
    }

    @Test
    void e7_scope_onlyTheGlobalIsSeenOutside() throws IOException {
        vm.run(seed("E07-scope.lua"));
        assertThat(vm.eval("return global_var, local_var")).isEqualTo("value nil");
    }

    @Test
    void e8_module_callsItsPrivateFunction() throws IOException {
        preload("mymodule", "E08-mymodule.lua");
        vm.run(seed("E08-use.lua"));
        assertThat(vm.eval("return require 'mymodule'.public_func()")).isEqualTo("public: private");
    }

    @Test
    void e10_globalsAsPrinted_definesTheSecondProcess() throws IOException {
        vm.run(seed("E10-globals-printed.lua"));
        assertThat(vm.eval("process() return type(process), cache")).isEqualTo("function nil");
    }

    @Test
    void e12_require_insideAndOutsideAHandlerIsTheSame() throws IOException {
        vm.run("package.preload['resty.redis'] = function() return {} end");
        vm.run(seed("E12-require.lua"));
        assertThat(vm.eval("return handler()")).isEmpty();
    }

    @Test
    void e18_prometheusAsPrinted_doesNotCompile() {
        assertThatThrownBy(() -> vm.run(seed("E18-prometheus-printed.lua"))).isInstanceOf(LuaError.class);
    }

    @Test
    void e28_configuration_readsTheEnvironment() throws IOException {
        preload("config", "E28-config.lua");
        assertThat(vm.eval("local c = require 'config' os.getenv = function(name) return ({BACKEND_TIMEOUT = '250', "
                        + "CACHE_ENABLED = 'true'})[name] end c.load_from_env() "
                        + "return c.config.backend.timeout, c.config.cache.enabled"))
                .isEqualTo("250 true");
        assertThat(vm.eval("local c = require 'config' os.getenv = function() return nil end c.load_from_env() "
                        + "return c.config.backend.timeout, c.config.cache.enabled"))
                .isEqualTo("5000 false");
    }

    @Test
    void e33_lock_isTakenAndReleased() throws IOException {
        vm.run("function do_something() "
                + "done, taken = true, select(2, require 'resty.lock':new('my_locks', {timeout = 0}):lock('my_resource'))"
                + " end");
        vm.run(seed("E33-lock.lua"));
        assertThat(vm.eval("return done, taken, #logged, "
                        + "require 'resty.lock':new('my_locks', {timeout = 0}):lock('my_resource')"))
                .isEqualTo("true timeout 0 0");
    }

    @Test
    void e38_criticalSection_countsWhereThereIsAValue() throws IOException {
        vm.run("dict = ngx.shared.d dict:set('shared_data', 41)");
        vm.run(seed("E38-critical.lua"));
        assertThat(vm.eval("return dict:get('shared_data')")).isEqualTo("42");
    }

    @Test
    void e38_criticalSectionWithoutAValue_failsAsPrintedAndCountsCorrected() throws IOException {
        vm.run("dict = ngx.shared.d");
        assertThatThrownBy(() -> vm.run(seed("E38-critical.lua"))).hasMessageContaining("arithmetic");
        vm.advance(30_001);
        vm.run(seed("E38-critical-corrected.lua"));
        assertThat(vm.eval("return dict:get('shared_data')")).isEqualTo("1");
    }

    @Test
    void e40_twoLevelCache_loadsOnceAndReadsBothLevels() throws IOException {
        preload("two_level_cache", "two_level_cache.lua");
        vm.run("loads = 0 function loader(key) loads = loads + 1 return {key = key, n = loads} end");
        String get = "local v = require 'two_level_cache'.get('user:1', loader) return v.key, v.n, loads";

        assertThat(vm.eval(get)).isEqualTo("user:1 1 1");
        assertThat(vm.eval(get)).isEqualTo("user:1 1 1");
        vm.advance(5_001);
        assertThat(vm.eval(get)).as("L1 has expired, L2 has it").isEqualTo("user:1 1 1");
        vm.advance(5_001);
        vm.run("ngx.shared.my_cache.values = {}");
        assertThat(vm.eval(get)).as("neither has it").isEqualTo("user:1 2 2");
    }

    @Test
    void e40_twoLevelCacheFailingLoad_returnsTheErrorAndUnlocks() throws IOException {
        preload("two_level_cache", "two_level_cache.lua");
        String get = "return require 'two_level_cache'.get('k', function() return nil, 'no backend' end)";

        assertThat(vm.eval(get)).isEqualTo("nil no backend");
        assertThat(vm.eval("return require 'resty.lock':new('lock_cache', {timeout = 0}):lock('loader:k')"))
                .isEqualTo("0");
    }

    @Test
    void e47_moduleAsPrinted_doesNotCompile() {
        assertThatThrownBy(() -> preload("stateless", "E47-module-printed.lua"))
                .hasMessageContaining("cannot use '...' outside a vararg function");
    }

    @Test
    void e54_null_isNeitherNilNorMissing() throws IOException {
        vm.run("printed = {} print = function(text) printed[#printed + 1] = text end json_str = '{broken'");
        assertThat(vm.eval(seed("E54-null.lua")
                        + "return #printed, printed[1], ok, err, "
                        + "select(2, pcall(cjson.decode, json_str)):match('Expected.*')"))
                .isEqualTo("1 name is explicitly null false Expected object key string but found invalid token at "
                        + "character 2 Expected object key string but found invalid token at character 2");
    }

    /** An example's text as the bytes of a chunk, in the Latin-1 view that {@link LibraryVm} takes. */
    private static String seed(String file) throws IOException {
        try (InputStream in = SeedLibrariesTest.class.getResourceAsStream("/seeds/" + file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    private void preload(String module, String file) throws IOException {
        vm.worker.globals().set("code", LuaString.valueOf(seed(file).getBytes(StandardCharsets.ISO_8859_1)));
        vm.run("local code = code package.preload['" + module + "'] = assert((loadstring or load)(code, '=" + file
                + "'))");
    }
}
