// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.resty.servlet.waf.operator.Captures;
import dev.resty.servlet.waf.operator.Operator;
import dev.resty.servlet.waf.operator.OperatorFiles;
import dev.resty.servlet.waf.operator.Operators;
import dev.resty.servlet.waf.transformation.Transformation;
import dev.resty.servlet.waf.transformation.Transformations;
import dev.resty.servlet.waf.value.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The SecRules language's own test cases, which are fetched and named by {@code -Dsecrules.language.tests=DIR}: every case has
 * the result it tells but those named here.
 */
@EnabledIfSystemProperty(
        named = "secrules.language.tests",
        matches = ".+",
        disabledReason = "-Dsecrules.language.tests=DIR names no checkout of secrules-language-tests")
class SecRulesLanguageTest {

    /** Names that the cases write otherwise. */
    private static final Map<String, String> NAMES = Map.of("cmd_line", "cmdLine");

    /** What is refused when rules are loaded, by the operator and its argument, and why. */
    private static final Map<String, String> REFUSED = Map.of(
            "validateByteRange ", "an empty list of ranges is a mistake",
            "validateByteRange xxx", "a range that is no number is a mistake",
            "ipMatch 10.0.0.0/100", "a network of 100 bits in IPv4 is a mistake");

    /** Cases that no longer say what they said before they became JSON, by how their inputs begin. */
    private static final Set<String> DAMAGED = Set.of(
            // The input's last "\\0" has become a NUL, which no longer takes the space behind it.
            "test\\a\\b\\f\\n\\r\\t\\v\\?",
            // The output's "xag" and "xga" have got backslashes.
            "\\8\\9\\666\\xag");

    private static final Pattern BYTE = Pattern.compile("\\\\x([0-9a-fA-F]{2})|\\\\u00([0-9a-fA-F]{2})");

    private final List<String> differences = new ArrayList<>();

    private final Map<String, Integer> refused = new TreeMap<>();

    private int cases;

    @Test
    void cases_haveTheResultsTheyTell() throws IOException {
        Path directory = Path.of(System.getProperty("secrules.language.tests"));
        run(directory.resolve("operators"));
        run(directory.resolve("transformations"));
        System.out.println(cases + " cases of the SecRules language, " + differences.size()
                + " with other results, refused: " + refused);
        assertThat(cases).isGreaterThan(4_000);
        if (!differences.isEmpty()) {
            fail(String.join("\n", differences));
        }
    }

    private void run(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(directory)) {
            files = found.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        }
        for (Path file : files) {
            for (Map<String, Object> vector : JsonVectors.parse(Files.readString(file, StandardCharsets.UTF_8))) {
                cases++;
                String difference =
                        "tfn".equals(vector.get("type")) ? transformation(vector) : operator(vector, directory);
                boolean damaged = DAMAGED.stream().anyMatch(((String) vector.get("input"))::startsWith);
                if (!difference.isEmpty() && !damaged) {
                    differences.add(file.getFileName() + ": " + vector + ": " + difference);
                }
            }
        }
    }

    private static String transformation(Map<String, Object> vector) {
        String name = (String) vector.get("name");
        Transformation transformation = Transformations.named(NAMES.getOrDefault(name, name));
        if (transformation == null) {
            return "no such transformation";
        }
        Bytes output = transformation.apply(bytes(vector, "input"));
        return output.equals(bytes(vector, "output")) ? "" : "got " + quoted(output);
    }

    private String operator(Map<String, Object> vector, Path directory) {
        String name = (String) vector.get("name");
        String argument = view((String) vector.getOrDefault("param", ""));
        Operator operator;
        try {
            operator = Operators.named(name, argument, files(directory));
        } catch (IllegalArgumentException e) {
            String reason = REFUSED.get(name + " " + argument);
            if (reason == null) {
                return "refused: " + e.getMessage();
            }
            refused.merge(reason, 1, Integer::sum);
            return "";
        }
        Captures captures = new Captures(true);
        boolean matches = operator.matches(bytes(vector, "input"), captures);
        if (matches != vector.get("ret").equals(1)) {
            return "got " + matches;
        }
        List<?> groups = (List<?>) vector.getOrDefault("re_groups", List.of());
        List<String> captured = captures.captured();
        return captured.size() >= groups.size()
                        && captured.subList(0, groups.size()).equals(groups)
                ? ""
                : "captured " + captured;
    }

    /** The cases name files by where they stand in another repository. */
    private static OperatorFiles files(Path directory) {
        return name -> Files.readAllBytes(directory.resolve(name.substring(name.indexOf("operators/") + 10)));
    }

    private static Bytes bytes(Map<String, Object> vector, String member) {
        String text = view((String) vector.get(member));
        Matcher escape = BYTE.matcher(text);
        return Bytes.of(escape.replaceAll(found -> {
            String digits = found.group(1) == null ? found.group(2) : found.group(1);
            return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(digits, 16)));
        }));
    }

    /** The cases' strings are the bytes of their UTF-8. */
    private static String view(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String quoted(Bytes bytes) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            int c = bytes.at(i);
            out.append(c < 0x20 || c > 0x7e ? String.format("\\x%02x", c) : String.valueOf((char) c));
        }
        return out.toString();
    }
}
