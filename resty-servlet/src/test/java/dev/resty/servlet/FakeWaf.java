// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet;

import dev.resty.dict.SharedDict;
import dev.resty.waf.EngineMode;
import dev.resty.waf.HostLookup;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.RuleProfile;
import dev.resty.waf.RuleScriptEngine;
import dev.resty.waf.RuleStatistics;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafException;
import dev.resty.waf.WafListener;
import dev.resty.waf.WafStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A WAF of a few lines, to see what a host tells it and does with its answers. A rule is a line {@code id phase variable
 * text action [status [location]]}, with the actions deny, drop, redirect, pass and fail; {@code limit n} caps bodies.
 */
final class FakeWaf implements Waf {

    /** Phases and facts in the order they came, by transaction. */
    final List<String> calls = new CopyOnWriteArrayList<>();

    private final List<Rule> rules;
    private final int limit;

    private FakeWaf(List<Rule> rules, int limit) {
        this.rules = rules;
        this.limit = limit;
    }

    private record Rule(
            int id,
            int phase,
            String variable,
            String text,
            String action,
            int status,
            @Nullable String location) {}

    /** Makes one. */
    static FakeWaf of(String text) {
        return parse(text, "test");
    }

    private static FakeWaf parse(String text, String origin) {
        List<Rule> rules = new ArrayList<>();
        int limit = Integer.MAX_VALUE;
        String[] lines = text.split("\n");
        for (int i = 0; i < lines.length; i++) {
            String[] words = lines[i].trim().split("\\s+");
            if (words[0].isEmpty()) {
                continue;
            }
            if (words[0].equals("limit")) {
                limit = Integer.parseInt(words[1]);
            } else if (words.length < 5) {
                throw new WafException("not a rule: " + lines[i].trim(), origin, i + 1);
            } else {
                rules.add(new Rule(
                        Integer.parseInt(words[0]),
                        Integer.parseInt(words[1]),
                        words[2],
                        words[3],
                        words[4],
                        words.length > 5 ? Integer.parseInt(words[5]) : 403,
                        words.length > 6 ? words[6] : null));
            }
        }
        return new FakeWaf(rules, limit);
    }

    @Override
    public Transaction newTransaction() {
        return newTransaction("own");
    }

    @Override
    public Transaction newTransaction(String id) {
        calls.add("begin " + id);
        return new FakeTransaction(id);
    }

    @Override
    public void reload() {
        calls.add("reload");
    }

    @Override
    public List<RuleStatistics> rules() {
        return rules.stream()
                .map(rule -> new RuleStatistics(rule.id(), rule.phase(), "", 0, 0))
                .toList();
    }

    @Override
    public WafStatistics statistics() {
        return new WafStatistics(0, 0, 0, 0, 0, 0, 0);
    }

    @Override
    public void close() {
        calls.add("closed");
    }

    /** Puts fakes together, and remembers them. */
    static final class Builder implements WafBuilder {

        private final List<FakeWaf> made;
        private final StringBuilder text = new StringBuilder();
        private String origin = "";

        Builder(List<FakeWaf> made) {
            this.made = made;
        }

        @Override
        public WafBuilder rulesFile(Path file) {
            try {
                return rules(Files.readString(file), file.toString());
            } catch (IOException e) {
                throw new WafException("can't be read: " + e.getMessage(), file.toString(), 0);
            }
        }

        @Override
        public WafBuilder rulesResource(String resource, ClassLoader loader) {
            return this;
        }

        @Override
        public WafBuilder rules(String more, String where) {
            parse(more, where);
            text.append(more).append('\n');
            origin = where;
            return this;
        }

        @Override
        public WafBuilder embeddedRules(RuleProfile profile) {
            return rules("1 1 TARGET embedded-" + profile.name().toLowerCase(Locale.ROOT) + " deny", "embedded");
        }

        @Override
        public WafBuilder baseDirectory(Path directory) {
            return this;
        }

        @Override
        public WafBuilder collections(SharedDict dict) {
            return this;
        }

        @Override
        public WafBuilder listener(WafListener listener) {
            return this;
        }

        @Override
        public WafBuilder scripts(RuleScriptEngine engine) {
            return this;
        }

        @Override
        public WafBuilder programs(Duration timeout) {
            return this;
        }

        @Override
        public WafBuilder hostLookup(HostLookup lookup, Duration timeout) {
            return this;
        }

        @Override
        public Waf build() {
            FakeWaf waf = parse(text.toString(), origin);
            made.add(waf);
            return waf;
        }
    }

    private final class FakeTransaction implements Transaction {

        private final String id;
        private final Map<String, String> facts = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        private final ByteArrayOutputStream requestBody = new ByteArrayOutputStream();
        private final ByteArrayOutputStream responseBody = new ByteArrayOutputStream();
        private final List<MatchedRule> matched = new ArrayList<>();
        private final Set<String> removed = new HashSet<>();
        private final List<Rule> added = new ArrayList<>();
        private EngineMode mode = EngineMode.ON;
        private @Nullable Interruption interruption;
        private boolean logged;

        FakeTransaction(String id) {
            this.id = id;
        }

        private @Nullable Interruption run(int phase) {
            calls.add("phase " + phase);
            if (interruption != null && phase < 5 || mode == EngineMode.OFF) {
                return interruption;
            }
            List<Rule> all = new ArrayList<>(rules);
            all.addAll(added);
            for (Rule rule : all) {
                String value = facts.get(rule.variable());
                if (rule.phase() == phase
                        && value != null
                        && value.contains(rule.text())
                        && !removed.contains(Integer.toString(rule.id()))) {
                    match(rule, value);
                }
            }
            return interruption;
        }

        private void match(Rule rule, String value) {
            boolean ends = !rule.action().equals("pass") && rule.phase() < 5 && interruption == null;
            if (rule.action().equals("fail")) {
                throw new IllegalStateException("the WAF fails");
            }
            matched.add(new MatchedRule(
                    rule.id(),
                    rule.phase(),
                    "found " + rule.text(),
                    "",
                    2,
                    List.of("fake"),
                    ends,
                    true,
                    true,
                    List.of(new MatchedValue(rule.variable(), value)),
                    "rules.conf",
                    rule.id()));
            if (ends && mode == EngineMode.ON) {
                interruption = new Interruption(
                        rule.id(),
                        Interruption.Kind.valueOf(rule.action().toUpperCase(Locale.ROOT)),
                        rule.status(),
                        rule.location(),
                        rule.phase());
            }
        }

        private void fact(String name, String value) {
            facts.merge(name, value, (before, after) -> before + "," + after);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public void connection(String clientAddress, int clientPort, String serverAddress, int serverPort) {
            fact("REMOTE_ADDR", clientAddress);
        }

        @Override
        public void requestLine(String method, String target, String protocol) {
            fact("TARGET", target);
            fact("METHOD", method);
            fact("PROTOCOL", protocol);
        }

        @Override
        public void addRequestHeader(String name, String value) {
            fact("H:" + name, value);
        }

        @Override
        public @Nullable Interruption processRequestHeaders() {
            calls.add("target " + facts.get("TARGET"));
            return run(1);
        }

        @Override
        public boolean requestBodyAccess() {
            return true;
        }

        @Override
        public @Nullable Interruption appendRequestBody(byte[] bytes, int offset, int length) {
            requestBody.write(bytes, offset, length);
            if (requestBody.size() > limit && interruption == null) {
                interruption = new Interruption(0, Interruption.Kind.DENY, 413, null, 2);
            }
            return interruption;
        }

        @Override
        public @Nullable Interruption processRequestBody() {
            fact("BODY", requestBody.toString(StandardCharsets.ISO_8859_1));
            return run(2);
        }

        @Override
        public void addResponseHeader(String name, String value) {
            fact("R:" + name, value);
        }

        @Override
        public @Nullable Interruption processResponseHeaders(int status, String protocol) {
            fact("STATUS", Integer.toString(status));
            return run(3);
        }

        @Override
        public boolean looksAtResponseBodies() {
            return true;
        }

        @Override
        public boolean responseBodyAccess() {
            String type = facts.get("R:Content-Type");
            return type != null && type.startsWith("text/") && !type.startsWith("text/event-stream");
        }

        @Override
        public @Nullable Interruption appendResponseBody(byte[] bytes, int offset, int length) {
            responseBody.write(bytes, offset, Math.min(length, limit - responseBody.size()));
            return null;
        }

        @Override
        public boolean responseBodyLimitReached() {
            return responseBody.size() >= limit;
        }

        @Override
        public @Nullable Interruption processResponseBody() {
            fact("RESPONSE", responseBody.toString(StandardCharsets.ISO_8859_1));
            calls.add("response " + responseBody.size());
            return run(4);
        }

        @Override
        public void processLogging() {
            if (!logged) {
                logged = true;
                run(5);
            }
        }

        @Override
        public @Nullable Interruption interruption() {
            return interruption;
        }

        @Override
        public void logMatches(boolean log) {}

        @Override
        public String describe(MatchedRule rule) {
            Interruption by = interruption();
            return "ModSecurity: "
                    + (by == null
                            ? "Warning."
                            : "Access denied with code " + by.status() + " (phase " + by.phase() + ").")
                    + " [id \"" + rule.id() + "\"] [msg \"" + rule.message() + "\"]";
        }

        @Override
        public List<MatchedRule> matchedRules() {
            return List.copyOf(matched);
        }

        @Override
        public EngineMode mode() {
            return mode;
        }

        @Override
        public void mode(EngineMode other) {
            mode = other;
        }

        @Override
        public @Nullable String variable(String name) {
            return facts.get(name);
        }

        @Override
        public List<MatchedValue> variables(String target) {
            return List.of();
        }

        @Override
        public String transform(String transformation, String value) {
            return value;
        }

        @Override
        public void variable(String name, @Nullable String value) {
            if (value == null) {
                facts.remove(name);
            } else {
                facts.put(name, value);
            }
        }

        @Override
        public void removeRule(String ids) {
            removed.add(ids);
        }

        @Override
        public void removeRulesByTag(String tag) {
            removed.add(tag);
        }

        @Override
        public void removeTarget(String ids, String target) {
            removed.add(ids);
            calls.add("without " + ids + " " + target);
        }

        @Override
        public void removeTargetByTag(String tag, String target) {
            calls.add("without " + tag + " " + target);
        }

        @Override
        public void addRules(String text, String origin) {
            added.addAll(parse(text, origin).rules);
        }

        @Override
        public void close() {
            processLogging();
            calls.add("end");
        }
    }
}
