// SPDX-License-Identifier: Apache-2.0
package dev.resty.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A Lua file that returns a function; the function computes something and returns a number that tells if it did. */
record LuaProgram(String name, Path file) {

    /** Names of those that come with the benchmarks. */
    static final List<String> OWN = List.of(
            "calls",
            "arithmetic",
            "integers",
            "concatenation",
            "patterns",
            "arrays",
            "hashes",
            "base64",
            "json",
            "handler",
            "objects",
            "planets",
            "trees",
            "values");

    /** Measures one by LuaJIT. */
    static final String MEASURE = "measure";

    /** Whether a tracing compiler makes nothing of it: not counted in the mean. */
    boolean isSinkable() {
        return name.equals("values") || name.equals("method");
    }

    /** A file of our own, copied to a directory. */
    static LuaProgram own(String name, Path directory) throws IOException {
        Path file = directory.resolve(name + ".lua");
        try (InputStream in = LuaProgram.class.getResourceAsStream("/lua/compute/" + name + ".lua")) {
            if (in == null) {
                throw new IllegalArgumentException("there is no program \"" + name + "\"");
            }
            Files.write(file, in.readAllBytes());
        }
        return new LuaProgram(name, file);
    }

    /** The programs that the options choose; our own are copied to {@code scratch}. */
    static List<LuaProgram> chosen(LuaOptions options, Path scratch) throws IOException {
        List<LuaProgram> programs = new ArrayList<>();
        Path directory = options.directory();
        if (directory == null) {
            for (String name : options.only().isEmpty() ? OWN : options.only()) {
                programs.add(own(name, scratch));
            }
            return programs;
        }
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                boolean program =
                        name.endsWith(".lua") && Files.readString(file).contains("return function()");
                name = name.substring(0, Math.max(0, name.lastIndexOf('.')));
                if (program && (options.only().isEmpty() || options.only().contains(name))) {
                    programs.add(new LuaProgram(name, file));
                }
            }
        }
        return programs;
    }
}
