// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.waf.RuleStatistics;
import dev.resty.waf.Waf;
import dev.resty.waf.WafException;
import dev.resty.waf.WafStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The Actuator's endpoint {@code restywaf}: reading it tells what was counted and which rules matched, writing it reads the
 * rules again. As the Actuator has it, not reachable over HTTP unless it is exposed.
 */
@Endpoint(id = "restywaf")
public final class RestyWafEndpoint {

    private final RestyWaf waf;

    RestyWafEndpoint(RestyWaf waf) {
        this.waf = waf;
    }

    /** Counts of each rule set, and its rules that matched. */
    @ReadOperation
    public Map<String, Object> waf() {
        List<Map<String, Object>> sets = new ArrayList<>();
        for (Waf set : waf.ruleSets()) {
            sets.add(counts(set));
        }
        return Map.of("ruleSets", sets);
    }

    private static Map<String, Object> counts(Waf set) {
        WafStatistics statistics = set.statistics();
        List<RuleStatistics> rules = set.rules();
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("rules", rules.size());
        counts.put("transactions", statistics.transactions());
        counts.put("interruptions", statistics.interruptions());
        counts.put("detections", statistics.detections());
        counts.put("ruleErrors", statistics.ruleErrors());
        counts.put("reloads", statistics.reloads());
        counts.put("failedReloads", statistics.failedReloads());
        counts.put(
                "matched",
                rules.stream()
                        .filter(rule -> rule.matches() > 0 && rule.id() > 0)
                        .map(RestyWafEndpoint::rule)
                        .toList());
        return counts;
    }

    private static Map<String, Object> rule(RuleStatistics rule) {
        return Map.of(
                "id", rule.id(),
                "phase", rule.phase(),
                "message", rule.message(),
                "matches", rule.matches(),
                "interruptions", rule.interruptions());
    }

    /** Reads the rules again; tells what is wrong with them where they can't be used. */
    @WriteOperation
    public Map<String, Object> reload() {
        try {
            waf.reload();
            return Map.of("reloaded", true);
        } catch (WafException e) {
            return Map.of("reloaded", false, "error", String.valueOf(e.getMessage()));
        }
    }
}
