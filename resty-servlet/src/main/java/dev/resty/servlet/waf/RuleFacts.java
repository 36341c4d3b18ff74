// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.value.Bytes;
import dev.resty.servlet.waf.variable.Entry;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.servlet.waf.variable.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule says about itself and about the answer of a transaction that it interrupts.
 *
 * @param id 0 for an action without one
 * @param phase 1 to 5
 * @param message null without one
 * @param data null without any
 * @param severity 0 to 7, -1 without one
 * @param tags in the rule's order
 * @param status of the answer
 * @param location where a redirect leads; null without one
 * @param log whether matches are for the error log
 * @param audit whether matches are for the audit log
 * @param shown what RULE shows
 */
record RuleFacts(
        int id,
        int phase,
        @Nullable Macro message,
        @Nullable Macro data,
        int severity,
        List<Macro> tags,
        int status,
        @Nullable Macro location,
        boolean log,
        boolean audit,
        List<Entry> shown) {

    static RuleFacts of(RuleDraft rule) {
        RuleActions actions = rule.actions;
        int id = actions.id;
        int phase = rule.phase;
        List<Entry> shown = new ArrayList<>();
        show(shown, "id", id == 0 ? null : Integer.toString(id));
        show(shown, "rev", actions.revision);
        show(shown, "severity", actions.severity < 0 ? null : Integer.toString(actions.severity));
        show(shown, "msg", actions.message == null ? null : actions.message.toString());
        show(shown, "logdata", actions.data == null ? null : actions.data.toString());
        show(shown, "ver", actions.version);
        show(shown, "phase", Integer.toString(phase));
        return new RuleFacts(
                id,
                phase,
                actions.message,
                actions.data,
                actions.severity,
                List.copyOf(actions.tags),
                actions.status,
                actions.location,
                actions.log,
                actions.audit,
                List.copyOf(shown));
    }

    private static void show(List<Entry> shown, String name, @Nullable String value) {
        if (value != null) {
            shown.add(new Entry(Variable.RULE, Bytes.of(name), Bytes.of(value)));
        }
    }
}
