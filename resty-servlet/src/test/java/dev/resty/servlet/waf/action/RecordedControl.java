// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.servlet.waf.variable.Variable;
import dev.resty.waf.EngineMode;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told. */
final class RecordedControl implements Control {

    final List<String> calls = new ArrayList<>();

    @Override
    public void removeRules(int first, int last) {
        calls.add("removeRules " + first + ' ' + last);
    }

    @Override
    public void removeRulesByTag(String tag) {
        calls.add("removeRulesByTag " + tag);
    }

    @Override
    public void removeRulesByMessage(String message) {
        calls.add("removeRulesByMessage " + message);
    }

    @Override
    public void removeTarget(int first, int last, Target target) {
        calls.add("removeTarget " + first + ' ' + last + ' ' + target);
    }

    @Override
    public void removeTargetByTag(String tag, Target target) {
        calls.add("removeTargetByTag " + tag + ' ' + target);
    }

    @Override
    public void removeTargetByMessage(String message, Target target) {
        calls.add("removeTargetByMessage " + message + ' ' + target);
    }

    @Override
    public void ruleEngine(EngineMode mode) {
        calls.add("ruleEngine " + mode);
    }

    @Override
    public void requestBodyAccess(boolean access) {
        calls.add("requestBodyAccess " + access);
    }

    @Override
    public void responseBodyAccess(boolean access) {
        calls.add("responseBodyAccess " + access);
    }

    @Override
    public void requestBodyProcessor(String name) {
        calls.add("requestBodyProcessor " + name);
    }

    @Override
    public void forceRequestBodyVariable(boolean force) {
        calls.add("forceRequestBodyVariable " + force);
    }

    @Override
    public void forceResponseBodyVariable(boolean force) {
        calls.add("forceResponseBodyVariable " + force);
    }

    @Override
    public void requestBodyLimit(long bytes) {
        calls.add("requestBodyLimit " + bytes);
    }

    @Override
    public void responseBodyLimit(long bytes) {
        calls.add("responseBodyLimit " + bytes);
    }

    @Override
    public void parseXmlIntoArgs(XmlArguments arguments) {
        calls.add("parseXmlIntoArgs " + arguments);
    }

    @Override
    public void auditEngine(AuditMode mode) {
        calls.add("auditEngine " + mode);
    }

    @Override
    public void auditLogParts(String parts, boolean add) {
        calls.add("auditLogParts " + (add ? '+' : '-') + parts);
    }

    @Override
    public void auditLogParts(String parts) {
        calls.add("auditLogParts " + parts);
    }

    @Override
    public void sanitise(Variable variable, Bytes name) {
        calls.add("sanitise " + variable + ' ' + name);
    }
}
