// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the YAML files of the Core Rule Set's regression suite, both formats. */
final class CrsTestReader {

    private CrsTestReader() {}

    /** All tests below a directory, in the order of the files' names. */
    static List<CrsTest> read(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<CrsTest> tests = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().matches(".*\\.ya?ml"))
                    .sorted()
                    .toList()) {
                readFile(file, tests);
            }
            return tests;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The suite's list of other outcomes on a platform: test id to output. */
    static Map<String, Map<String, Object>> overrides(Path file) throws IOException {
        Map<String, Map<String, Object>> overrides = new HashMap<>();
        try (Reader reader = Files.newBufferedReader(file)) {
            for (Map<String, Object> override : maps(map(yaml().load(reader)).get("test_overrides"))) {
                for (Object number : (List<?>) override.get("test_ids")) {
                    overrides.put(override.get("rule_id") + "-" + number, map(override.get("output")));
                }
            }
        }
        return overrides;
    }

    private static Yaml yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(64 << 20);
        return new Yaml(new SafeConstructor(options));
    }

    private static void readFile(Path file, List<CrsTest> tests) throws IOException {
        Object document;
        try (Reader reader = Files.newBufferedReader(file)) {
            document = yaml().load(reader);
        }
        if (document == null) {
            return;
        }
        String stem = file.getFileName().toString().replaceFirst("\\.ya?ml$", "");
        for (Map<String, Object> test : maps(map(document).get("tests"))) {
            tests.add(test(map(document), test, stem));
        }
    }

    private static CrsTest test(Map<String, Object> document, Map<String, Object> test, String stem) {
        String title = String.valueOf(test.getOrDefault("test_title", ""));
        Object rule = document.getOrDefault("rule_id", stem);
        Object number = test.containsKey("test_id") ? test.get("test_id") : title.substring(title.lastIndexOf('-') + 1);
        List<CrsTest.Stage> stages = new ArrayList<>();
        for (Map<String, Object> stage : maps(test.get("stages"))) {
            Map<String, Object> body = stage.containsKey("stage") ? map(stage.get("stage")) : stage;
            stages.add(new CrsTest.Stage(CrsRequest.build(map(body.get("input"))), map(body.get("output"))));
        }
        return new CrsTest(
                title.isEmpty() ? rule + "-" + number : title, number(rule), number(number), List.copyOf(stages));
    }

    private static int number(Object value) {
        String digits = String.valueOf(value).replaceAll("[^0-9]", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Object value) {
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }
}
