// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.dict.SharedDict;
import dev.resty.servlet.waf.lookup.HostNames;
import dev.resty.servlet.waf.seclang.RuleSource;
import dev.resty.store.Ticker;
import dev.resty.waf.HostLookup;
import dev.resty.waf.RuleProfile;
import dev.resty.waf.RuleScriptEngine;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Puts an engine together. */
final class SecLangWafBuilder implements WafBuilder {

    private static final String EMBEDDED = "dev/resty/servlet/waf/rules/";

    private final List<RuleSources.Source> sources = new ArrayList<>();

    private final List<WafListener> listeners = new ArrayList<>();

    private Path directory = Path.of("");

    private @Nullable SharedDict collections;

    private @Nullable RuleScriptEngine scripts;

    private @Nullable Duration programs;

    private HostLookup hosts = HostNames::system;

    private Duration hostTimeout = Duration.ofSeconds(1);

    private boolean plain;

    @Override
    public WafBuilder rulesFile(Path file) {
        sources.add(RuleSources.files(file));
        return this;
    }

    @Override
    public WafBuilder rulesResource(String resource, ClassLoader loader) {
        List<RuleSource> source = List.of(RuleSource.resource(resource, loader));
        sources.add(() -> source);
        return this;
    }

    @Override
    public WafBuilder rules(String text, String origin) {
        sources.add(() -> List.of(RuleSource.text(text, origin, directory)));
        return this;
    }

    @Override
    public WafBuilder embeddedRules(RuleProfile profile) {
        return rulesResource(
                EMBEDDED + profile.name().toLowerCase(Locale.ROOT) + ".conf", SecLangWafBuilder.class.getClassLoader());
    }

    @Override
    public WafBuilder baseDirectory(Path to) {
        directory = to;
        return this;
    }

    @Override
    public WafBuilder collections(SharedDict dict) {
        collections = dict;
        return this;
    }

    @Override
    public WafBuilder listener(WafListener listener) {
        listeners.add(listener);
        return this;
    }

    @Override
    public WafBuilder scripts(RuleScriptEngine engine) {
        scripts = engine;
        return this;
    }

    @Override
    public WafBuilder programs(Duration timeout) {
        programs = positive(timeout);
        return this;
    }

    @Override
    public WafBuilder hostLookup(HostLookup lookup, Duration timeout) {
        hosts = lookup;
        hostTimeout = positive(timeout);
        return this;
    }

    private static Duration positive(Duration timeout) {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is more than zero, not " + timeout);
        }
        return timeout;
    }

    /** Asks each rule's operator about each value, without the index: for tests that compare both ways. */
    SecLangWafBuilder plain() {
        plain = true;
        return this;
    }

    @Override
    public Waf build() {
        RuleSurroundings surroundings = new RuleSurroundings(
                new Scripts(scripts, programs), new HostNames(hosts, hostTimeout, Ticker.system()));
        return new SecLangWaf(
                new RuleSources(List.copyOf(sources)),
                directory,
                collections,
                List.copyOf(listeners),
                surroundings,
                plain);
    }
}
