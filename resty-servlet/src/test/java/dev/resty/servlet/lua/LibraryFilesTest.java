// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.compiler.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.luaj.vm2.LuaError;

/**
 * Every Lua file under the directory that the system property {@code lua.libraries} names is parsed and compiled. To be
 * run on checkouts of the lua-resty libraries, which aren't part of this repository; folders of tests are left out.
 */
@EnabledIfSystemProperty(named = "lua.libraries", matches = ".+")
class LibraryFilesTest {

    private static final Set<String> LEFT_OUT = Set.of(".git", "t", "spec", "test", "tests", "rockspec", "rockspecs");

    @Test
    void files_areCompiled() throws IOException {
        TreeMap<String, String> refused = new TreeMap<>();
        List<Path> files = files(Path.of(System.getProperty("lua.libraries")));
        for (Path file : files) {
            Worker worker = new Worker(0, WorkerOptions.defaults(), new CodeCache(Compiler::compile));
            try {
                worker.load(Files.readAllBytes(file), "@" + file);
            } catch (LuaError e) {
                refused.put(file.toString(), e.getMessage());
            }
        }
        assertThat(files).isNotEmpty();
        assertThat(refused).as("of %d files", files.size()).isEmpty();
        System.out.println(files.size() + " files compiled");
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".lua") && Files.isRegularFile(file))
                    .filter(file -> {
                        for (Path part : root.relativize(file)) {
                            if (LEFT_OUT.contains(part.toString())) {
                                return false;
                            }
                        }
                        return true;
                    })
                    .sorted()
                    .toList();
        }
    }
}
