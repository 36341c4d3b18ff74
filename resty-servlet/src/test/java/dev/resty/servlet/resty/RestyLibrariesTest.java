// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.resty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestyLibrariesTest {

    private final LibraryVm vm = new LibraryVm();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cjson",
                "cjson.safe",
                "resty.aes",
                "resty.core",
                "resty.core.base",
                "resty.core.request",
                "resty.core.shdict",
                "resty.core.time",
                "resty.core.utils",
                "resty.lock",
                "resty.lrucache",
                "resty.md5",
                "resty.random",
                "resty.sha",
                "resty.sha512",
                "resty.string",
                "tablepool",
            })
    void require_library_givesOneTable(String name) {
        assertThat(vm.eval("local m = require '" + name + "' return type(m), m == require '" + name + "'"))
                .isEqualTo("table true");
    }

    @Test
    void require_overridable_takesTheUsersFileFirst(@TempDir Path dir) throws IOException {
        Files.writeString(dir.resolve("tablepool.lua"), "return 'mine'");
        Files.writeString(dir.resolve("cjson.lua"), "return 'mine'");
        vm.run("package.path = '" + dir + "/?.lua'");
        assertThat(vm.eval("return require 'tablepool', type(require 'cjson')")).isEqualTo("mine table");
    }

    @Test
    void require_unknown_namesTheBuiltInsAsSearched() {
        assertThat(vm.eval("return select(2, pcall(require, 'resty.nothing'))"))
                .contains("no built-in library 'resty.nothing'");
    }

    @Test
    void tablepool_release_clearsForTheNextFetch() {
        assertThat(vm.eval("local pool = require 'tablepool' local t = pool.fetch('p', 0, 1) t.a = 1 "
                        + "pool.release('p', t) local again = pool.fetch('p', 0, 1) return again == t, again.a, "
                        + "pool.fetch('p', 0, 1) == t"))
                .isEqualTo("true nil false");
    }

    @Test
    void coreUtils_strReplaceChar_replacesThroughout() {
        assertThat(vm.eval("return require 'resty.core.utils'.str_replace_char('a-b-c', '-', '_')"))
                .isEqualTo("a_b_c");
    }
}
