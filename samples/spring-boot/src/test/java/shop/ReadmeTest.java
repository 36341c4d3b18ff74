// SPDX-License-Identifier: Apache-2.0
package shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The commands of README's console block, run one after the other on a new shop, print what README says. */
class ReadmeTest {

    private static final Path README = Path.of("../../README.md");
    private static final Pattern CONSOLE = Pattern.compile("(?ms)^```console\n(.*?)^```$");

    /** A command and the lines it prints. */
    private record Example(String command, List<String> output) {}

    private static ConfigurableApplicationContext shop;

    @BeforeAll
    static void start() {
        shop = SpringApplication.run(ShopApplication.class, "--server.port=0");
    }

    @AfterAll
    static void stop() {
        shop.close();
    }

    @Test
    void commands_printWhatReadmeSays() throws Exception {
        assumeTrue(
                onPath("bash") && onPath("curl"), "README's lines need bash and curl; ShopTest asks the same in Java");
        List<Example> examples = examples(Files.readString(README));
        assertThat(examples).hasSize(6);
        String port = shop.getEnvironment().getRequiredProperty("local.server.port");
        for (Example example : examples) {
            assertThat(stable(run(example.command().replace("localhost:8080", "localhost:" + port))))
                    .as(example.command())
                    .isEqualTo(stable(example.output()));
        }
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static List<Example> examples(String readme) {
        Matcher block = CONSOLE.matcher(readme);
        assertThat(block.find()).as("a console block in README").isTrue();
        List<Example> examples = new ArrayList<>();
        for (String line : block.group(1).split("\n")) {
            if (line.startsWith("$ ")) {
                examples.add(new Example(line.substring(2), new ArrayList<>()));
            } else {
                examples.get(examples.size() - 1).output().add(line);
            }
        }
        return examples;
    }

    private static List<String> run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(command).isTrue();
        return List.of(output.split("\n"));
    }

    /** Without what no two answers share, and without spaces around lines: uniq pads as it likes. */
    private static List<String> stable(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .map(line -> line.replaceFirst("^(Date|X-Request-Id): .+", "$1: ..."))
                .toList();
    }
}
