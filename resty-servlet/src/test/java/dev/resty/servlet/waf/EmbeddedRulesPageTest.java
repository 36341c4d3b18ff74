// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.SitePage;
import dev.resty.waf.RuleProfile;
import dev.resty.waf.RuleStatistics;
import dev.resty.waf.Waf;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The page on the embedded rules lists the rules that there are. */
class EmbeddedRulesPageTest {

    /** By thousands of the ids. */
    private static final Map<Integer, String> TOPICS = Map.ofEntries(
            Map.entry(22_111, "protocol"),
            Map.entry(22_113, "scanners"),
            Map.entry(22_114, "bodies"),
            Map.entry(22_121, "smuggling"),
            Map.entry(22_123, "uploads"),
            Map.entry(22_130, "files"),
            Map.entry(22_131, "remote"),
            Map.entry(22_132, "shell"),
            Map.entry(22_133, "windows"),
            Map.entry(22_134, "php"),
            Map.entry(22_135, "java"),
            Map.entry(22_136, "code"),
            Map.entry(22_141, "xss"),
            Map.entry(22_142, "sql"),
            Map.entry(22_143, "nosql"),
            Map.entry(22_145, "browser"),
            Map.entry(22_150, "api-only"));

    @Test
    void page_listsEveryRule() {
        Map<Integer, RuleStatistics> rules = new TreeMap<>();
        for (RuleProfile profile : RuleProfile.values()) {
            try (Waf waf = Waf.builder().embeddedRules(profile).build()) {
                waf.rules().stream()
                        .filter(rule -> !rule.message().isEmpty())
                        .forEach(rule -> rules.put(rule.id(), rule));
            }
        }
        StringBuilder table = new StringBuilder("| id | tag | phase | what it stops |\n| --- | --- | --- | --- |\n");
        rules.forEach((id, rule) -> table.append("| ")
                .append(id)
                .append(" | `resty/")
                .append(TOPICS.get(id / 1000))
                .append("` | ")
                .append(rule.phase())
                .append(" | ")
                .append(rule.message())
                .append(" |\n"));
        SitePage.of("waf-rules.md").holds("rules", table.toString());
    }
}
