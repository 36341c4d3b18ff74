// SPDX-License-Identifier: Apache-2.0
package dev.resty.spring;

import dev.resty.servlet.RestyEngine;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafListener;
import dev.resty.waf.WafStatistics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The WAF's meters: {@code resty.waf.matches}, how often rules matched that log, by {@code rule}; {@code resty.waf.duration},
 * the requests that were looked at and the time that took; {@code resty.waf.interruptions}; {@code resty.waf.detections},
 * what would have been interrupted but for detection-only mode; {@code resty.waf.rule.errors}; {@code resty.waf.reloads} by
 * {@code result} (success, failure); and {@code resty.waf.rules}, how many are loaded.
 */
final class RestyWafMetrics implements MeterBinder, WafListener {

    private final ObjectProvider<RestyEngine> engine;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<Integer, List<Counter>> matches = new ConcurrentHashMap<>();

    RestyWafMetrics(ObjectProvider<RestyEngine> engine) {
        this.engine = engine;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        registries.add(registry);
        matches.clear();
        FunctionTimer.builder(
                        "resty.waf.duration",
                        this,
                        waf -> waf.sum(WafStatistics::transactions),
                        waf -> waf.sum(WafStatistics::nanos),
                        TimeUnit.NANOSECONDS)
                .description("Requests that rules looked at, and how long that took")
                .register(registry);
        count(registry, "interruptions", "", "Requests that rules ended", WafStatistics::interruptions);
        count(
                registry,
                "detections",
                "",
                "Requests that rules would have ended but for detection-only mode",
                WafStatistics::detections);
        count(registry, "rule.errors", "", "Evaluations that were given up", WafStatistics::ruleErrors);
        count(registry, "reloads", "success", "Times that rules were read again", WafStatistics::reloads);
        count(registry, "reloads", "failure", "Times that rules were read again", WafStatistics::failedReloads);
        Gauge.builder("resty.waf.rules", this, RestyWafMetrics::rules)
                .description("Rules that are loaded")
                .register(registry);
    }

    private void count(
            MeterRegistry registry, String name, String result, String meaning, ToLongFunction<WafStatistics> count) {
        FunctionCounter.Builder<RestyWafMetrics> counter = FunctionCounter.builder(
                        "resty.waf." + name, this, waf -> waf.sum(count))
                .description(meaning);
        (result.isEmpty() ? counter : counter.tag("result", result)).register(registry);
    }

    private List<Waf> ruleSets() {
        RestyEngine present = engine.getIfAvailable();
        return present == null ? List.of() : present.ruleSets();
    }

    private long sum(ToLongFunction<WafStatistics> count) {
        return ruleSets().stream().map(Waf::statistics).mapToLong(count).sum();
    }

    private double rules() {
        return ruleSets().stream().mapToInt(waf -> waf.rules().size()).sum();
    }

    @Override
    public void onMatch(Transaction transaction, MatchedRule rule) {
        for (Counter counter : matches.computeIfAbsent(rule.id(), this::counters)) {
            counter.increment();
        }
    }

    private List<Counter> counters(int rule) {
        return registries.stream()
                .map(registry -> Counter.builder("resty.waf.matches")
                        .description("Requests that a rule with log or auditlog matched")
                        .tag("rule", Integer.toString(rule))
                        .register(registry))
                .toList();
    }
}
