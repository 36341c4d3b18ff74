// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSyntaxException;
import dev.resty.servlet.waf.seclang.Statement;
import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import dev.resty.servlet.waf.seclang.Statement.IdRange;
import dev.resty.servlet.waf.seclang.Statement.RuleSelection;
import dev.resty.servlet.waf.seclang.Statement.TargetSyntax;
import dev.resty.servlet.waf.variable.Macro;
import java.util.List;

/** What {@code SecRuleRemove…} and {@code SecRuleUpdate…} do to rules, wherever they stand. */
final class RuleUpdates {

    private RuleUpdates() {}

    /**
     * Applies one.
     *
     * @throws IllegalArgumentException where it can't be
     */
    static void apply(Statement update, List<RuleDraft> rules) {
        if (update instanceof Statement.RemoveRules remove) {
            for (RuleDraft rule : rules) {
                rule.removed |= selects(remove.rules(), rule);
            }
        } else if (update instanceof Statement.UpdateTargets targets) {
            for (RuleDraft rule : rules) {
                if (selects(targets.rules(), rule)) {
                    update(rule.targets, targets);
                }
            }
        } else if (update instanceof Statement.UpdateActions actions) {
            for (RuleDraft rule : rules) {
                if (rule.actions.id == actions.id()) {
                    update(rule, actions);
                }
            }
        }
    }

    private static void update(List<TargetSyntax> targets, Statement.UpdateTargets update) {
        for (TargetSyntax replaced : update.replaced()) {
            targets.removeIf(target -> target.toString().equalsIgnoreCase(replaced.toString()));
        }
        targets.addAll(update.targets());
    }

    private static void update(RuleDraft rule, Statement.UpdateActions update) {
        RuleDraft link = rule.link(update.link());
        if (link == null) {
            throw new IllegalArgumentException("the chain of rule " + update.id() + " has no link " + update.link());
        }
        for (ActionSyntax action : update.actions()) {
            String name = action.name();
            if (name.equalsIgnoreCase("id") || name.equalsIgnoreCase("phase") || name.equalsIgnoreCase("chain")) {
                throw new IllegalArgumentException("a rule's " + name + " can't be changed");
            }
        }
        link.own.addAll(update.actions());
        link.readActions();
    }

    private static boolean selects(RuleSelection selection, RuleDraft rule) {
        RuleActions actions = rule.actions;
        if (selection instanceof RuleSelection.Ids ids) {
            for (IdRange range : ids.ranges()) {
                if (range.contains(actions.id)) {
                    return true;
                }
            }
            return false;
        }
        if (selection instanceof RuleSelection.Tag tag) {
            Pattern pattern = compile(tag.pattern());
            for (Macro text : actions.tags) {
                if (pattern.find(text.toString())) {
                    return true;
                }
            }
            return false;
        }
        return selection instanceof RuleSelection.Message message
                && actions.message != null
                && compile(message.pattern()).find(actions.message.toString());
    }

    private static Pattern compile(String pattern) {
        try {
            return Pattern.compile(pattern, "s");
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("bad pattern " + pattern + ": " + e.getMessage(), e);
        }
    }
}
