// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.dict.SharedDict;
import dev.resty.servlet.waf.seclang.RuleSource;
import dev.resty.servlet.waf.variable.CollectionStore;
import dev.resty.store.Ticker;
import dev.resty.store.heap.HeapSharedDict;
import dev.resty.waf.RuleStatistics;
import dev.resty.waf.Transaction;
import dev.resty.waf.Waf;
import dev.resty.waf.WafListener;
import dev.resty.waf.WafStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A rule set in use, replaced as a whole. Safe for concurrent use. */
final class SecLangWaf implements Waf {

    /** Texts of added rules that are kept compiled. */
    private static final int MOST_ADDED = 100;

    /** Bytes of persistent collections where no dict is given. */
    private static final long COLLECTIONS_SIZE = 10L << 20;

    final Counters counters = new Counters();

    final List<WafListener> listeners;

    private final RuleSources sources;

    private final Path directory;

    final CollectionStore collections;

    private final RuleSurroundings surroundings;

    final boolean plain;

    private final TransactionIds ids = new TransactionIds();

    private final ReentrantLock reloading = new ReentrantLock();

    private final ReentrantLock adding = new ReentrantLock();

    private record Added(String text, String origin) {}

    private final Map<Added, RuleSet> added = new LinkedHashMap<>();

    private volatile RuleSet rules;

    private volatile AuditLog audit;

    SecLangWaf(
            RuleSources sources,
            Path directory,
            @Nullable SharedDict collections,
            List<WafListener> listeners,
            RuleSurroundings surroundings,
            boolean plain) {
        this.sources = sources;
        this.directory = directory;
        this.collections = new CollectionStore(
                collections == null ? new HeapSharedDict("waf", COLLECTIONS_SIZE, Ticker.system()) : collections);
        this.listeners = listeners;
        this.surroundings = surroundings;
        this.plain = plain;
        rules = RuleCompiler.compile(sources.read(), surroundings);
        audit = new AuditLog(rules.settings.audit());
    }

    @Override
    public Transaction newTransaction() {
        return newTransaction(ids.next());
    }

    @Override
    public Transaction newTransaction(String id) {
        return new SecLangTransaction(this, rules, id);
    }

    @Override
    public void reload() {
        reloading.lock();
        try {
            RuleSet next = RuleCompiler.compile(sources.read(), surroundings);
            if (!audit.isFor(next.settings.audit())) {
                audit = new AuditLog(next.settings.audit());
            }
            rules = next;
            counters.reloads.increment();
        } catch (RuntimeException e) {
            counters.failedReloads.increment();
            throw e;
        } finally {
            reloading.unlock();
        }
    }

    /** Where audited transactions are written. What a reload replaced writes to its end. */
    AuditLog audit() {
        return audit;
    }

    /** The rules of a text that is added to a transaction. */
    RuleSet added(String text, String origin) {
        Added key = new Added(text, origin);
        adding.lock();
        try {
            RuleSet known = added.get(key);
            if (known == null) {
                known = RuleCompiler.compile(
                        RuleSources.parse(List.of(RuleSource.text(text, origin, directory))), surroundings);
                if (added.size() >= MOST_ADDED) {
                    added.remove(added.keySet().iterator().next());
                }
                added.put(key, known);
            }
            return known;
        } finally {
            adding.unlock();
        }
    }

    @Override
    public List<RuleStatistics> rules() {
        RuleSet now = rules;
        List<RuleStatistics> statistics = new ArrayList<>();
        for (Rule rule : now.rules) {
            statistics.add(new RuleStatistics(
                    rule.id,
                    rule.phase,
                    rule.facts.message() == null ? "" : rule.facts.message().toString(),
                    now.matches.get(rule.ordinal),
                    now.interruptions.get(rule.ordinal)));
        }
        return Collections.unmodifiableList(statistics);
    }

    @Override
    public WafStatistics statistics() {
        return counters.statistics();
    }

    @Override
    public void close() {
        audit.close();
        if (surroundings.hosts() != null) {
            surroundings.hosts().close();
        }
    }
}
