// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageLibTest {

    @TempDir
    Path directory;

    private Lua lua;

    @BeforeEach
    void open() {
        lua = new Lua(WorkerOptions.defaults()
                .withPackagePath(directory + "/?.lua;" + directory + "/?/init.lua")
                .withPackageCpath(directory + "/?.so"));
    }

    private void file(String name, String text) throws IOException {
        Path path = directory.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @Test
    void require_file_isLoadedOnce() throws IOException {
        file("shop/cart.lua", "loads = (loads or 0) + 1 return {name = ...}");
        assertThat(lua.show("local a, b = require 'shop.cart', require 'shop.cart' return a.name, a == b, loads"))
                .isEqualTo("shop.cart | true | 1");
    }

    @Test
    void require_initFileAndModuleWithoutResult_work() throws IOException {
        file("pack/init.lua", "return 'init'");
        file("quiet.lua", "local x = 1");
        assertThat(lua.show("return require 'pack', require 'quiet', package.loaded.quiet"))
                .isEqualTo("init | true | true");
    }

    @Test
    void require_missing_listsWhereItLooked() {
        assertThatThrownBy(() -> lua.call("require 'no.such'"))
                .hasMessage("test:1: module 'no.such' not found:"
                        + "\n\tno field package.preload['no.such']"
                        + "\n\tno file '" + directory + "/no/such.lua'"
                        + "\n\tno file '" + directory + "/no/such/init.lua'"
                        + "\n\tno file '" + directory + "/no/such.so'"
                        + "\n\tno file '" + directory + "/no.so'");
    }

    @Test
    void require_badSyntax_namesFileAndLine() throws IOException {
        file("bad.lua", "local x = 1\nreturn = x");
        assertThatThrownBy(() -> lua.call("require 'bad'"))
                .hasMessageContaining("error loading module 'bad' from file '" + directory + "/bad.lua':\n\t")
                .hasMessageContaining("bad.lua:2: unexpected symbol near '='");
    }

    @Test
    void require_ofItself_isALoop() throws IOException {
        file("loop.lua", "require 'loop'");
        assertThatThrownBy(() -> lua.call("require 'loop'"))
                .hasMessageContaining("loop or previous error loading module 'loop'");
    }

    @Test
    void require_classpathEntry_readsAResource() throws IOException {
        file("lualib/mod.lua", "return 'from a resource'");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()}, null)) {
            Lua other = new Lua(WorkerOptions.defaults()
                    .withPackagePath("classpath:lualib/?.lua")
                    .withClassLoader(loader));
            assertThat(other.show("return require 'mod'")).isEqualTo("from a resource");
        }
    }

    @Test
    void require_standardAndAddedLibraries_areThere() {
        assertThat(
                        lua.show(
                                "return require('string') == string, require('bit') == bit,"
                                        + " type(require('table.new')), type(require('table.clear')), type(require('table.nkeys')),"
                                        + " type(require('table.isarray')), type(require('table.isempty')), type(require('table.clone'))"))
                .isEqualTo("true | true | function | function | function | function | function | function");
    }

    @Test
    void tableAdditions_followOpenResty() {
        assertThat(lua.show("local nkeys, isarray, isempty, clone = require 'table.nkeys', require 'table.isarray',"
                        + " require 'table.isempty', require 'table.clone'\n"
                        + "local inner = {} local c = clone({1, x = inner})\n"
                        + "return nkeys({1, 2, x = 3}), isarray({1, 2}), isarray({x = 1}), isarray({}), isempty({}),"
                        + " isempty({1}), c[1], c.x == inner"))
                .isEqualTo("3 | true | false | true | true | false | 1 | true");
    }

    @Test
    void preload_isFoundBeforeFiles() throws IOException {
        file("both.lua", "return 'file'");
        assertThat(lua.show("package.preload.both = function(n) return 'preloaded ' .. n end return require 'both'"))
                .isEqualTo("preloaded both");
    }

    @Test
    void stringBuffer_collectsAndGives() {
        assertThat(lua.show("local b = require('string.buffer').new()\n"
                        + "b:put('ab', 12):putf('%03d', 7)\n"
                        + "local first, rest = #b, b:get(2)\n"
                        + "return first, rest, b:tostring(), tostring(b:reset()), #b"))
                .isEqualTo("7 | ab | 12007 |  | 0");
    }
}
