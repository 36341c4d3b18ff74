// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.action.AuditMode;
import dev.resty.servlet.waf.action.Control;
import dev.resty.servlet.waf.action.EffectScope;
import dev.resty.servlet.waf.action.XmlArguments;
import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.OpenCollections;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.servlet.waf.variable.Variables;
import dev.resty.waf.EngineMode;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.Transaction;
import dev.resty.waf.WafListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What rules make of a transaction: where it stands, what interrupts it, what matched. Used by one thread at a time. */
final class TransactionState implements Control, EffectScope {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionState.class);

    /** Tells of matches, as ModSecurity's error log does. */
    private static final Logger MATCHES = LoggerFactory.getLogger("dev.resty.waf.match");

    private static final int LOGGING = 5;

    final String id;

    final EngineSettings settings;

    final Variables variables = new Variables();

    /** Rules that matched and tell of it. */
    final List<MatchedRule> matched = new ArrayList<>();

    private final SecLangWaf waf;

    private final SecLangTransaction transaction;

    private EngineMode mode;

    /** The phase that runs or ran last. */
    private int phase;

    /** A bit for each phase that ran. */
    private int ran;

    /** The last phase whose rules are left out since a rule said {@code allow}. */
    private int allowedThrough;

    private @Nullable Interruption interruption;

    private boolean detected;

    private int severity = 255;

    private final OpenCollections collections;

    boolean requestBodyAccess;

    boolean responseBodyAccess;

    boolean forceRequestBodyVariable;

    boolean forceResponseBodyVariable;

    long requestBodyLimit;

    long responseBodyLimit;

    XmlArguments xmlArguments;

    AuditMode auditMode;

    String auditParts;

    /** What the audit log masks: variables, or their entries of a name. */
    final List<Entry> sanitised = new ArrayList<>();

    boolean logsMatches = true;

    /** The matches that logs tell of. */
    final List<AuditMatch> matches = new ArrayList<>();

    final Masking masking;

    TransactionState(SecLangWaf waf, SecLangTransaction transaction, EngineSettings settings, String id) {
        this.waf = waf;
        this.transaction = transaction;
        this.settings = settings;
        this.id = id;
        collections = new OpenCollections(
                waf.collections, variables, Bytes.of(settings.webAppId()), settings.collectionTimeout());
        mode = settings.mode();
        requestBodyAccess = settings.requestBodyAccess();
        responseBodyAccess = settings.responseBodyAccess();
        requestBodyLimit = settings.requestBodyLimit();
        responseBodyLimit = settings.responseBodyLimit();
        xmlArguments = settings.xmlArguments();
        auditMode = settings.auditMode();
        auditParts = settings.auditParts();
        masking =
                new Masking(variables, sanitised, (char) (settings.bodyLimits().separator() & 0xff));
    }

    EngineMode mode() {
        return mode;
    }

    void mode(EngineMode to) {
        mode = to;
    }

    @Nullable Interruption interruption() {
        return interruption;
    }

    @Override
    public Variables variables() {
        return variables;
    }

    @Override
    public Transaction transaction() {
        return transaction;
    }

    @Override
    public void failed(String problem) {
        waf.counters.ruleErrors.increment();
        LOG.warn("a rule's action gave up in transaction {}: {}", id, problem);
    }

    @Override
    public OpenCollections collections() {
        return collections;
    }

    @Override
    public Control control() {
        return this;
    }

    /** Whether a phase is still to come. */
    boolean isToCome(int number) {
        return (ran >> number & 1) == 0;
    }

    /** Notes that a phase begins; false where it ran already. */
    boolean begin(int number) {
        boolean first = isToCome(number);
        ran |= 1 << number;
        phase = number;
        return first;
    }

    /** Whether rules of the phase that began are to be run. */
    boolean runs() {
        return mode != EngineMode.OFF && !leavesPhase();
    }

    /** Whether the rest of the phase's rules is left out. */
    boolean leavesPhase() {
        return phase < LOGGING && (interruption != null || allowedThrough >= phase);
    }

    /** Whether a rule's first match is enough. */
    boolean stopsAt(Rule rule) {
        return phase < LOGGING && mode == EngineMode.ON && rule.disruption != Disruption.PASS;
    }

    /** A rule matched, with all links of its chain. */
    void matched(RuleSet set, Rule rule, String message, String data, List<MatchedValue> found) {
        set.matches.incrementAndGet(rule.ordinal);
        boolean disruptive = rule.disruption.interrupts() && phase < LOGGING;
        MatchedRule told = null;
        if (rule.recorded) {
            RuleFacts facts = rule.facts;
            List<String> tags = new ArrayList<>(facts.tags().size());
            facts.tags().forEach(tag -> tags.add(tag.expand(variables).text()));
            told = new MatchedRule(
                    rule.id,
                    phase,
                    message,
                    data,
                    facts.severity(),
                    List.copyOf(tags),
                    disruptive,
                    facts.log(),
                    facts.audit(),
                    found,
                    rule.place.file(),
                    rule.place.line());
            matched.add(told);
            matches.add(new AuditMatch(told, rule, null));
            for (WafListener listener : waf.listeners) {
                listener.onMatch(transaction, told);
            }
        }
        boolean interrupts = disruptive && interrupt(set, rule);
        if (told != null) {
            AuditMatch match = new AuditMatch(told, rule, interrupts ? interruption : null);
            matches.set(matches.size() - 1, match);
            if (logsMatches && told.logged()) {
                log(match);
            }
        }
        if (disruptive) {
            return;
        }
        if (rule.disruption != Disruption.PASS && phase < LOGGING && mode == EngineMode.ON) {
            allow(rule.disruption);
        }
    }

    private void log(AuditMatch match) {
        if (match.by() != null) {
            if (MATCHES.isWarnEnabled()) {
                MATCHES.warn(describe(match));
            }
        } else if (MATCHES.isInfoEnabled()) {
            MATCHES.info(describe(match));
        }
    }

    /** One line for a match, in detection-only mode with a rule that would let it pass. */
    String describe(AuditMatch match) {
        String line = RuleLine.of(match, variables, masking);
        String exclusion = mode == EngineMode.DETECTION_ONLY ? ExclusionHint.of(match.told(), variables) : null;
        return exclusion == null ? line : line + " [exclusion " + exclusion + ']';
    }

    private void allow(Disruption allowed) {
        allowedThrough = Math.max(
                allowedThrough,
                switch (allowed) {
                    case ALLOW -> LOGGING - 1;
                    case ALLOW_REQUEST -> Math.max(2, phase);
                    default -> phase;
                });
    }

    private boolean interrupt(RuleSet set, Rule rule) {
        RuleFacts facts = rule.facts;
        String location = facts.location() == null
                ? null
                : facts.location().expand(variables).text();
        Interruption.Kind kind =
                switch (rule.disruption) {
                    case DROP -> Interruption.Kind.DROP;
                    case REDIRECT -> Interruption.Kind.REDIRECT;
                    default -> Interruption.Kind.DENY;
                };
        int status = kind == Interruption.Kind.REDIRECT && (facts.status() < 300 || facts.status() > 399)
                ? 302
                : facts.status();
        boolean interrupts = interrupt(
                new Interruption(rule.id, kind, status, kind == Interruption.Kind.REDIRECT ? location : null, phase));
        if (interrupts) {
            set.interruptions.incrementAndGet(rule.ordinal);
        }
        return interrupts;
    }

    /** A limit of the engine ends the transaction, unless it is only watched. */
    void interruptByLimit(int status, int during) {
        interrupt(new Interruption(0, Interruption.Kind.DENY, status, null, during));
    }

    private boolean interrupt(Interruption by) {
        if (interruption != null) {
            return false;
        }
        if (mode != EngineMode.ON) {
            if (!detected) {
                detected = true;
                waf.counters.detections.increment();
            }
            return false;
        }
        interruption = by;
        waf.counters.interruptions.increment();
        for (WafListener listener : waf.listeners) {
            listener.onInterruption(transaction, by);
        }
        return true;
    }

    /** An operator gave up. */
    void ruleError(Rule rule, String problem) {
        waf.counters.ruleErrors.increment();
        LOG.warn("rule {} ({}) gave up in transaction {}: {}", rule.id, rule.place, id, problem);
        variables.set(Variable.MSC_PCRE_LIMITS_EXCEEDED, VariableSink.ONE);
        variables.set(Variable.MSC_PCRE_ERROR, VariableSink.ONE);
        variables.put(Variable.TX, Bytes.of("MSC_PCRE_LIMITS_EXCEEDED"), VariableSink.ONE);
        if (settings.blocksOnRuleError() && phase < LOGGING) {
            interrupt(new Interruption(rule.id, Interruption.Kind.DENY, 403, null, phase));
        }
    }

    /** Keeps the most severe of the matched rules. */
    void severity(int of) {
        if (of < severity) {
            severity = of;
            variables.set(Variable.HIGHEST_SEVERITY, Bytes.of(of));
        }
    }

    @Override
    public void removeRules(int first, int last) {
        transaction.rules.remove(first, last);
    }

    @Override
    public void removeRulesByTag(String tag) {
        transaction.rules.removeByTag(tag);
    }

    @Override
    public void removeRulesByMessage(String message) {
        transaction.rules.removeByMessage(message);
    }

    @Override
    public void removeTarget(int first, int last, Target target) {
        transaction.rules.narrow(first, last, target);
    }

    @Override
    public void removeTargetByTag(String tag, Target target) {
        transaction.rules.narrowByTag(tag, target);
    }

    @Override
    public void removeTargetByMessage(String message, Target target) {
        transaction.rules.narrowByMessage(message, target);
    }

    @Override
    public void ruleEngine(EngineMode to) {
        mode = to;
    }

    @Override
    public void requestBodyAccess(boolean access) {
        requestBodyAccess = access;
    }

    @Override
    public void responseBodyAccess(boolean access) {
        responseBodyAccess = access;
    }

    @Override
    public void requestBodyProcessor(String name) {
        variables.set(Variable.REQBODY_PROCESSOR, Bytes.of(name.toUpperCase(Locale.ROOT)));
    }

    @Override
    public void forceRequestBodyVariable(boolean force) {
        forceRequestBodyVariable = force;
    }

    @Override
    public void forceResponseBodyVariable(boolean force) {
        forceResponseBodyVariable = force;
    }

    @Override
    public void requestBodyLimit(long bytes) {
        requestBodyLimit = bytes;
    }

    @Override
    public void responseBodyLimit(long bytes) {
        responseBodyLimit = bytes;
    }

    @Override
    public void parseXmlIntoArgs(XmlArguments arguments) {
        xmlArguments = arguments;
    }

    @Override
    public void auditEngine(AuditMode to) {
        auditMode = to;
    }

    @Override
    public void auditLogParts(String parts, boolean add) {
        StringBuilder changed = new StringBuilder();
        for (char part = 'A'; part <= 'Z'; part++) {
            boolean had = auditParts.indexOf(part) >= 0;
            if (parts.indexOf(part) >= 0 ? add : had) {
                changed.append(part);
            }
        }
        auditParts = changed.toString();
    }

    @Override
    public void auditLogParts(String parts) {
        auditParts = parts;
    }

    @Override
    public void sanitise(Variable variable, Bytes name) {
        sanitised.add(new Entry(variable, name, Bytes.EMPTY));
    }
}
