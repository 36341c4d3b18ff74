// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.phase;

import dev.resty.dict.SharedDict;
import dev.resty.servlet.conf.ConfException;
import dev.resty.servlet.conf.Configuration;
import dev.resty.servlet.conf.Configuration.DictConf;
import dev.resty.servlet.conf.LocationConf;
import dev.resty.servlet.conf.ServerConf;
import dev.resty.servlet.conf.WafRules;
import dev.resty.servlet.conf.WafRules.Source;
import dev.resty.servlet.conf.WafSettings;
import dev.resty.store.DictSettings;
import dev.resty.waf.Waf;
import dev.resty.waf.WafBuilder;
import dev.resty.waf.WafException;
import dev.resty.waf.WafListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rule sets of a generation: what several locations name alike is loaded once. Not safe for concurrent use, except
 * for what reads.
 */
final class RuleSets {

    /** Where persistent collections live unless the configuration says otherwise: they outlive a reload so. */
    private static final String COLLECTIONS = "modsecurity_collections";

    private static final String COLLECTIONS_SIZE = "10m";

    private final Path prefix;
    private final GenerationOptions options;
    private final Map<List<Source>, Waf> loaded = new LinkedHashMap<>();

    RuleSets(Path prefix, GenerationOptions options) {
        this.prefix = prefix;
        this.options = options;
    }

    /**
     * Loads all rules of a configuration, to see whether they can be used, and lets go of them. Its dicts are opened in
     * the heap, whatever their stores are.
     *
     * @throws ConfException where they can't
     */
    static void check(Configuration configuration, GenerationOptions options) {
        RuleSets sets = new RuleSets(configuration.prefix(), options);
        try {
            for (DictConf dict : configuration.dicts().values()) {
                options.resty()
                        .openDict(dict.settings().withStore(DictSettings.HEAP).withPersist(null));
            }
            for (ServerConf server : configuration.servers()) {
                sets.load(server.root());
                server.locations().forEach(sets::load);
            }
        } finally {
            sets.close();
        }
    }

    private void load(LocationConf location) {
        of(location.settings().waf());
        location.nested().forEach(this::load);
    }

    /**
     * What guards a location with these settings, loaded where that is still to do; null for nothing.
     *
     * @throws ConfException where the rules can't be read or understood
     */
    @Nullable LocationWaf of(WafSettings settings) {
        if (!settings.enabled() || settings.rules().isEmpty()) {
            return null;
        }
        return new LocationWaf(
                waf(settings),
                settings.transactionId(),
                settings.useErrorLog(),
                settings.exclusions(),
                settings.errorPage());
    }

    private Waf waf(WafSettings settings) {
        List<WafRules> rules = settings.rules();
        if (rules.get(0).source() instanceof Source.Loaded java) {
            return java.waf();
        }
        List<Source> sources = rules.stream().map(WafRules::source).toList();
        Waf present = loaded.get(sources);
        if (present != null) {
            return present;
        }
        Waf waf = load(rules, collections(settings));
        loaded.put(sources, waf);
        return waf;
    }

    private SharedDict collections(WafSettings settings) {
        if (settings.collections().isEmpty()) {
            return options.resty().openDict(COLLECTIONS, COLLECTIONS_SIZE);
        }
        SharedDict dict = options.resty().findDict(settings.collections());
        if (dict == null) {
            WafRules first = settings.rules().get(0);
            throw new ConfException(
                    "\"modsecurity_collections\" names the dict \"" + settings.collections()
                            + "\", which isn't declared",
                    "write lua_shared_dict " + settings.collections() + " 10m;",
                    "modsecurity_collections",
                    first.position());
        }
        return dict;
    }

    private Waf load(List<WafRules> rules, SharedDict collections) {
        WafRules last = rules.get(rules.size() - 1);
        try {
            WafBuilder builder =
                    options.waf().builders().get().baseDirectory(prefix).collections(collections);
            for (WafListener listener : options.waf().listeners()) {
                builder.listener(listener);
            }
            for (WafRules part : rules) {
                last = part;
                add(builder, part.source());
            }
            return builder.build();
        } catch (WafException e) {
            throw culprit(rules, e).failure(e);
        } catch (IllegalStateException e) {
            throw last.failure(e);
        }
    }

    private void add(WafBuilder builder, Source source) {
        if (source instanceof Source.File file) {
            builder.rulesFile(file.path());
        } else if (source instanceof Source.Resource resource) {
            builder.rulesResource(resource.name(), options.classLoader());
        } else if (source instanceof Source.Text text) {
            builder.rules(text.text(), text.origin());
        } else if (source instanceof Source.Embedded embedded) {
            builder.embeddedRules(embedded.profile());
        }
    }

    /** The directive whose rules are wrong, as far as the error tells. */
    private static WafRules culprit(List<WafRules> rules, WafException error) {
        for (WafRules part : rules) {
            String name = part.source() instanceof Source.File file
                    ? file.path().toString()
                    : part.source() instanceof Source.Text text ? text.origin() : "";
            if (error.file().equals(name)) {
                return part;
            }
        }
        return rules.get(rules.size() - 1);
    }

    /** The rule sets that were loaded; not those that Java had loaded. */
    List<Waf> loaded() {
        return new ArrayList<>(loaded.values());
    }

    /** Gives back what the rule sets hold. */
    void close() {
        loaded.values().forEach(Waf::close);
    }
}
