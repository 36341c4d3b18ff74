// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.lua.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs by an installed LuaJIT, its compiler off. */
final class LuaJit implements Engine {

    private static final String LOOP = """
            local driver, prelude = loadstring(%s, "=driver"), %s
            for line in io.lines(arg[1]) do
              local result = driver((line:gsub("%%x%%x", function(h) return string.char(tonumber(h, 16)) end)), prelude)
              io.write((result:gsub(".", function(c) return ("%%02x"):format(c:byte()) end)), "\\n")
            end
            """;

    private final String executable;

    LuaJit(String executable) {
        this.executable = executable;
    }

    @Override
    public List<String> run(List<String> programs) {
        try {
            return runAll(programs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> runAll(List<String> programs) throws IOException, InterruptedException {
        Path script = Files.createTempFile("fuzz", ".lua");
        Path input = Files.createTempFile("fuzz", ".hex");
        Path output = Files.createTempFile("fuzz", ".out");
        Files.writeString(script, LOOP.formatted(quoted("driver.lua"), quoted("prelude.lua")));
        StringBuilder lines = new StringBuilder();
        for (String program : programs) {
            lines.append(HexFormat.of().formatHex(program.getBytes(StandardCharsets.ISO_8859_1)))
                    .append('\n');
        }
        Files.writeString(input, lines);
        Process process = new ProcessBuilder(executable, "-joff", script.toString(), input.toString())
                .redirectOutput(output.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        // One program alone is what is left of another, and may not end.
        if (!process.waitFor(programs.size() == 1 ? 10 : 1800, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        List<String> results = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            if (line.length() % 2 != 0) {
                break; // it was stopped while it wrote
            }
            String result = new String(HexFormat.of().parseHex(line), StandardCharsets.ISO_8859_1);
            results.add(result.replaceAll("/\\S+\\.lua:\\d+: ", ""));
        }
        for (Path file : List.of(script, input, output)) {
            Files.delete(file);
        }
        while (results.size() < programs.size()) {
            results.add("LuaJIT has ended before");
        }
        return results;
    }

    private static String quoted(String resource) {
        return "[==[" + Templates.resource(resource) + "]==]";
    }
}
