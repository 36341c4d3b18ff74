// SPDX-License-Identifier: Apache-2.0
package dev.resty.waf;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response as the rules see them. Facts are given in the order of a request's life, each phase is run
 * once by its {@code process} method, and {@link #processLogging} and {@link #close} end it. Strings are ISO-8859-1 views of
 * bytes. Used by one thread at a time.
 *
 * <p>An interruption stays: the phases after it, but phase 5, run no rule and give it again.
 */
public interface Transaction extends AutoCloseable {

    /** What logs call this transaction. */
    String id();

    /** Who asks whom; addresses as text without brackets, ports 0 where unknown. */
    void connection(String clientAddress, int clientPort, String serverAddress, int serverPort);

    /** The request line as it came: target not decoded, protocol such as {@code HTTP/1.1}. */
    void requestLine(String method, String target, String protocol);

    /** A header of the request, in their order, repeated where they are. */
    void addRequestHeader(String name, String value);

    /** Runs phase 1. Null where nothing interrupts. */
    @Nullable Interruption processRequestHeaders();

    /** Whether the rules look at the request's body: {@code SecRequestBodyAccess} and the engine's mode, after phase 1. */
    boolean requestBodyAccess();

    /**
     * Adds bytes of the request's body; they are copied. Does nothing without {@link #requestBodyAccess}.
     *
     * @return an interruption where the body exceeds its limit and the rules reject that
     */
    @Nullable Interruption appendRequestBody(byte[] bytes, int offset, int length);

    /** Parses the body and runs phase 2; to be called without a body too. Null where nothing interrupts. */
    @Nullable Interruption processRequestBody();

    /** A header of the response. */
    void addResponseHeader(String name, String value);

    /** Runs phase 3. */
    @Nullable Interruption processResponseHeaders(int status, String protocol);

    /** Whether the rules look at any response's body: {@code SecResponseBodyAccess} and the engine's mode. */
    boolean looksAtResponseBodies();

    /**
     * Whether the rules look at the response's body: access on, a configured content type, not a stream of events, not an
     * upgrade; after phase 3. Where it is true, the body must be held back until {@link #processResponseBody}.
     */
    boolean responseBodyAccess();

    /**
     * Adds bytes of the response's body; they are copied.
     *
     * @return an interruption where the body exceeds its limit and the rules reject that
     */
    @Nullable Interruption appendResponseBody(byte[] bytes, int offset, int length);

    /** Whether the response's body reached its limit, so that no more of it will be looked at. */
    boolean responseBodyLimitReached();

    /** Runs phase 4. */
    @Nullable Interruption processResponseBody();

    /** Runs phase 5 and writes the logs; once, later calls do nothing. Not interrupted by anything. */
    void processLogging();

    /** What interrupts this transaction; null if nothing does. */
    @Nullable Interruption interruption();

    /** The rules that matched so far, in order; without those that say {@code nolog} and {@code noauditlog}. */
    List<MatchedRule> matchedRules();

    /**
     * Whether matches of rules with {@code log} are logged as they happen: by the logger {@code dev.resty.waf.match}, at warn
     * where they interrupt, else at info. They are to begin with; callers that log {@link #describe} themselves say no.
     */
    void logMatches(boolean log);

    /**
     * A match of this transaction as one line in the form of ModSecurity's error log: printable ASCII, secrets masked, and in
     * detection-only mode with a rule to paste that lets such a request pass.
     *
     * @param rule one of {@link #matchedRules}
     */
    String describe(MatchedRule rule);

    /** Whether the rules run and may interrupt; {@code ctl:ruleEngine} changes it too. */
    EngineMode mode();

    /** Changes the mode for the phases to come. */
    void mode(EngineMode mode);

    /**
     * A variable as a macro names it: {@code tx.blocking_inbound_anomaly_score}, {@code REMOTE_ADDR}, {@code args.name}.
     *
     * @return its value; null where there is none
     * @throws IllegalArgumentException for a variable that SecLang doesn't have
     */
    @Nullable String variable(String name);

    /**
     * What a rule with a target would look at: {@code ARGS}, {@code REQUEST_HEADERS:Host}, {@code ARGS:/^id_/},
     * {@code XML:/order/item}.
     *
     * @return names as {@code MATCHED_VAR_NAME} has them, and values, in their order
     * @throws IllegalArgumentException for what can't be a target
     */
    List<MatchedValue> variables(String target);

    /**
     * A value as a rule's transformation makes it.
     *
     * @param transformation its name in any case, without {@code t:}
     * @throws IllegalArgumentException for a transformation that SecLang doesn't have
     */
    String transform(String transformation, String value);

    /**
     * Sets a variable of a collection that rules may set too: {@code tx.name}, {@code ip.name} … A persistent collection
     * that no rule has opened stays as it is.
     *
     * @param value null removes it
     * @throws IllegalArgumentException where a rule couldn't set it
     */
    void variable(String name, @Nullable String value);

    /** Leaves a rule out of the phases to come, as {@code ctl:ruleRemoveById}: an id or a range {@code 1000-1999}. */
    void removeRule(String ids);

    /** Leaves the rules with a tag out, as {@code ctl:ruleRemoveByTag}. */
    void removeRulesByTag(String tag);

    /** Leaves a variable out of a rule's targets, as {@code ctl:ruleRemoveTargetById}: {@code 942100}, {@code ARGS:q}. */
    void removeTarget(String ids, String target);

    /** Leaves a variable out of the targets of the rules with a tag, as {@code ctl:ruleRemoveTargetByTag}. */
    void removeTargetByTag(String tag, String target);

    /**
     * Adds rules to this transaction alone: they run behind the others in the phases to come. Compiled texts are kept, so
     * that the same text costs little the next time.
     *
     * @param origin what messages call the text instead of a file name
     * @throws WafException for what can't be understood; nothing is added then
     */
    void addRules(String text, String origin);

    /** Ends the transaction; {@link #processLogging} is run where it wasn't. */
    @Override
    void close();
}
