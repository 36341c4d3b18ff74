// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.waf.EngineMode;

/**
 * What {@code ctl} and the actions like it change for the rest of a transaction; what comes too late has no effect. Used by
 * one thread at a time.
 */
public interface Control {

    /** Leaves out the rules with ids from the first to the last. */
    void removeRules(int first, int last);

    /** Leaves out the rules with a tag. */
    void removeRulesByTag(String tag);

    /** Leaves out the rules with a message. */
    void removeRulesByMessage(String message);

    /** Leaves a target out of the rules with ids from the first to the last. */
    void removeTarget(int first, int last, Target target);

    /** Leaves a target out of the rules with a tag. */
    void removeTargetByTag(String tag, Target target);

    /** Leaves a target out of the rules with a message. */
    void removeTargetByMessage(String message, Target target);

    /** Changes whether rules run and interrupt. */
    void ruleEngine(EngineMode mode);

    /** Changes whether the request's body is looked at. */
    void requestBodyAccess(boolean access);

    /** Changes whether the response's body is looked at. */
    void responseBodyAccess(boolean access);

    /** Chooses what parses the request's body: {@code URLENCODED}, {@code MULTIPART}, {@code JSON} or {@code XML}. */
    void requestBodyProcessor(String name);

    /** Changes whether REQUEST_BODY has the body though it is parsed, or nothing parses it. */
    void forceRequestBodyVariable(boolean force);

    /** Changes whether RESPONSE_BODY has the body whatever its type. */
    void forceResponseBodyVariable(boolean force);

    /** Changes the largest body of a request, bytes. */
    void requestBodyLimit(long bytes);

    /** Changes how much of the response's body is looked at, bytes. */
    void responseBodyLimit(long bytes);

    /** Changes whether an XML body makes arguments. */
    void parseXmlIntoArgs(XmlArguments arguments);

    /** Changes when this transaction is audited. */
    void auditEngine(AuditMode mode);

    /** Adds parts to the audit log's entry, or takes some away: letters from A to Z. */
    void auditLogParts(String parts, boolean add);

    /** Sets the parts of the audit log's entry. */
    void auditLogParts(String parts);

    /**
     * Masks values in the audit log.
     *
     * @param variable {@code ARGS}, {@code REQUEST_HEADERS}, {@code RESPONSE_HEADERS} or another that a rule matched on
     * @param name of the entry in any case; empty for a variable that is no collection
     */
    void sanitise(Variable variable, Bytes name);
}
