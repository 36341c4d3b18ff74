// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.waf.Waf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Whether the engine matches just the rules that another engine matched on recorded requests: {@code -Dcrs.home=DIR},
 * {@code -Dwaf.requests=FILE} with lines of an id, a tab and the request in Base64, {@code -Dwaf.reference=FILE} with lines of
 * an id, a status and the ids of the rules, tabs between; {@code -Dwaf.paranoia=N}, {@code -Dcrs.report=FILE},
 * {@code -Dwaf.differences=N} as many may differ.
 */
@EnabledIfSystemProperty(
        named = "waf.requests",
        matches = ".+",
        disabledReason = "wants recorded requests: -Dwaf.requests")
class VerdictComparisonTest {

    @Test
    void recordedRequests_matchTheSameRulesAsTheReference() throws IOException {
        Map<String, String[]> reference = new HashMap<>();
        for (String line : Files.readAllLines(Path.of(System.getProperty("waf.reference")))) {
            String[] fields = line.split("\t", -1);
            reference.put(fields[0], fields);
        }
        List<String> differences = new ArrayList<>();
        Map<String, Integer> rules = new TreeMap<>();
        int count = 0;
        try (Waf waf = CrsRules.load(Path.of(System.getProperty("crs.home")), Integer.getInteger("waf.paranoia", 4))) {
            TolerantServer server = new TolerantServer(waf);
            for (String line : Files.readAllLines(Path.of(System.getProperty("waf.requests")))) {
                String[] fields = line.split("\t", -1);
                String[] wanted = reference.get(fields[0]);
                TolerantServer.Outcome outcome = server.send(Base64.getDecoder().decode(fields[1]));
                count++;
                if (outcome.status() == 0 || outcome.status() == 400 || wanted[1].equals("400")) {
                    continue;
                }
                compare(fields[0], ids(wanted[2]), new TreeSet<>(outcome.ids()), differences, rules);
            }
        }
        differences.add(rules.toString());
        differences.add(differences.size() - 1 + " of " + count + " differ");
        Files.write(Path.of(System.getProperty("crs.report", "target/verdicts.txt")), differences);
        assertThat(differences.size() - 2)
                .as(String.join("\n", differences))
                .isLessThanOrEqualTo(Integer.getInteger("waf.differences", 0));
    }

    private static void compare(
            String id,
            TreeSet<Integer> wanted,
            TreeSet<Integer> got,
            List<String> differences,
            Map<String, Integer> rules) {
        TreeSet<Integer> missing = new TreeSet<>(wanted);
        missing.removeAll(got);
        TreeSet<Integer> extra = new TreeSet<>(got);
        extra.removeAll(wanted);
        if (!missing.isEmpty() || !extra.isEmpty()) {
            differences.add(id + " missing " + missing + " extra " + extra);
            missing.forEach(rule -> rules.merge("-" + rule, 1, Integer::sum));
            extra.forEach(rule -> rules.merge("+" + rule, 1, Integer::sum));
        }
    }

    private static TreeSet<Integer> ids(String text) {
        return Arrays.stream(text.split(" "))
                .filter(word -> !word.isEmpty())
                .map(Integer::valueOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
