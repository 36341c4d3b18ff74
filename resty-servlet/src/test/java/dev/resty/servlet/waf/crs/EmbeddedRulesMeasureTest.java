// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.crs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.resty.waf.RuleProfile;
import dev.resty.waf.Waf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How many recorded attacks the embedded rules detect, and how many harmless requests they would stop. Files have lines of an
 * id, a tab and the request in Base64: {@code -Dwaf.attacks=FILE,FILE}, {@code -Dwaf.benign=FILE,FILE}; with
 * {@code -Dwaf.profile=api}, {@code -Dwaf.detected=PERCENT} and {@code -Dwaf.flagged=PERCENT} as bounds, and
 * {@code -Dwaf.report=FILE}. Attacks are counted by what their ids have in front of the first dash.
 */
@EnabledIfSystemProperty(
        named = "waf.attacks",
        matches = ".+",
        disabledReason = "wants recorded requests: -Dwaf.attacks and -Dwaf.benign")
class EmbeddedRulesMeasureTest {

    private final List<String> report = new ArrayList<>();

    private record Count(int all, int found, Map<String, int[]> kinds, Map<Integer, Integer> rules) {

        double percent() {
            return 100.0 * found / all;
        }
    }

    @Test
    void attacks_areDetectedAndHarmlessRequestsPass() throws IOException {
        RuleProfile profile =
                RuleProfile.valueOf(System.getProperty("waf.profile", "web").toUpperCase(Locale.ROOT));
        try (Waf waf = Waf.builder()
                .embeddedRules(profile)
                .rules("SecRuleEngine DetectionOnly", "measure")
                .build()) {
            TolerantServer server = new TolerantServer(waf);
            Count attacks = count(server, System.getProperty("waf.attacks"));
            Count benign = count(server, System.getProperty("waf.benign"));
            report("detected", attacks);
            report("flagged", benign);
            Files.write(Path.of(System.getProperty("waf.report", "target/embedded-rules.txt")), report);
            String text = String.join("\n", report);
            assertThat(attacks.percent())
                    .as(text)
                    .isGreaterThanOrEqualTo(Double.parseDouble(System.getProperty("waf.detected", "90")));
            assertThat(benign.percent())
                    .as(text)
                    .isLessThanOrEqualTo(Double.parseDouble(System.getProperty("waf.flagged", "0.5")));
        }
    }

    private Count count(TolerantServer server, String files) throws IOException {
        int all = 0;
        int found = 0;
        Map<String, int[]> kinds = new TreeMap<>();
        Map<Integer, Integer> rules = new TreeMap<>();
        for (String file : files.split(",")) {
            for (String line : Files.readAllLines(Path.of(file))) {
                String[] fields = line.split("\t", -1);
                int[] kind = kinds.computeIfAbsent(fields[0].replaceFirst("[-.].*", ""), k -> new int[2]);
                TolerantServer.Outcome outcome = server.send(Base64.getDecoder().decode(fields[1]));
                new TreeSet<>(outcome.ids()).forEach(id -> rules.merge(id, 1, Integer::sum));
                boolean hit = !outcome.ids().isEmpty() || outcome.status() == 400;
                all++;
                kind[1]++;
                if (hit) {
                    found++;
                    kind[0]++;
                }
            }
        }
        return new Count(all, found, kinds, rules);
    }

    private void report(String what, Count count) {
        report.add("%s %d of %d, %.2f %%".formatted(what, count.found, count.all, count.percent()));
        count.kinds.forEach((kind, n) -> report.add("  %s %d of %d".formatted(kind, n[0], n[1])));
        report.add("  by rule " + count.rules);
    }
}
