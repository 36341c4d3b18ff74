// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.compiler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.servlet.lua.syntax.Block;
import dev.resty.servlet.lua.syntax.FunctionBody;
import dev.resty.servlet.lua.syntax.LuaParser;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Every function of every Lua file under the directory that the system property {@code lua.libraries} names is parsed and
 * compiled, and none left to the interpreter. To be run on checkouts of the lua-resty libraries, which aren't part of
 * this repository; folders of tests are left out.
 */
@EnabledIfSystemProperty(named = "lua.libraries", matches = ".+")
class LibraryFilesTest {

    private static final Set<String> LEFT_OUT = Set.of(".git", "t", "spec", "test", "tests", "rockspec", "rockspecs");

    @Test
    void functions_areCompiled() throws Exception {
        List<String> refused = new ArrayList<>();
        int functions = 0;
        List<Path> files = files(Path.of(System.getProperty("lua.libraries")));
        for (Path file : files) {
            FunctionBody chunk = LuaParser.parse(Files.readAllBytes(file), "@" + file);
            CompiledChunk shared = new CompiledChunk(chunk, 8000);
            for (FunctionBody function : functions(chunk)) {
                functions++;
                Maker maker = new CompiledTemplate(shared, function).maker();
                if (maker.getClass().getName().startsWith(CompiledTemplate.class.getName())) {
                    refused.add(file + ":" + function.firstLine());
                }
            }
        }
        assertThat(files).isNotEmpty();
        assertThat(refused).as("of %d functions", functions).isEmpty();
        System.out.println(functions + " functions of " + files.size() + " files compiled");
    }

    /** All functions of a chunk, itself first. */
    private static Set<FunctionBody> functions(FunctionBody chunk) throws ReflectiveOperationException {
        Set<FunctionBody> found = Collections.newSetFromMap(new IdentityHashMap<>());
        walk(chunk, found);
        return found;
    }

    private static void walk(Object node, Set<FunctionBody> found) throws ReflectiveOperationException {
        if (node instanceof FunctionBody function) {
            if (found.add(function)) {
                walk(function.body(), found);
            }
        } else if (node instanceof Block block) {
            walk(block.statements(), found);
        } else if (node instanceof List<?> list) {
            for (Object part : list) {
                walk(part, found);
            }
        } else if (node instanceof Record) {
            for (RecordComponent component : node.getClass().getRecordComponents()) {
                walk(component.getAccessor().invoke(node), found);
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(file -> file.toString().endsWith(".lua") && Files.isRegularFile(file))
                    .filter(file -> Stream.of(root.relativize(file).toString().split("/"))
                            .noneMatch(LEFT_OUT::contains))
                    .sorted()
                    .toList();
        }
    }
}
