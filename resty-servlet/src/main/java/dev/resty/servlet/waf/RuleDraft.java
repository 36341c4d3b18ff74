// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.operator.Operator;
import dev.resty.servlet.waf.seclang.Place;
import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import dev.resty.servlet.waf.seclang.Statement.OperatorSyntax;
import dev.resty.servlet.waf.seclang.Statement.TargetSyntax;
import dev.resty.servlet.waf.transformation.UnicodeMap;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.waf.RuleScript;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A rule, or a link of a chain, while a rule set is loaded: other statements may still change it. */
final class RuleDraft {

    final Place place;

    final List<TargetSyntax> targets;

    /** Null for an action without a condition. */
    final @Nullable OperatorSyntax syntax;

    /** The actions as the file and updates have them. */
    final List<ActionSyntax> own;

    private final @Nullable UnicodeMap map;

    private final Function<String, RuleScript> scripts;

    /** SecDefaultAction's, which stand before those of the rule. */
    List<ActionSyntax> defaults = List.of();

    int phase;

    /** What the actions say. */
    RuleActions actions;

    /** The next link. */
    @Nullable RuleDraft next;

    boolean removed;

    final List<Rule.Look> looks = new ArrayList<>();

    final List<Target> exclusions = new ArrayList<>();

    @Nullable Operator operator;

    @Nullable TransformationChain chain;

    @Nullable Rule compiled;

    RuleDraft(
            Place place,
            List<TargetSyntax> targets,
            @Nullable OperatorSyntax syntax,
            List<ActionSyntax> own,
            @Nullable UnicodeMap map,
            Function<String, RuleScript> scripts) {
        this.place = place;
        this.targets = new ArrayList<>(targets);
        this.syntax = syntax;
        this.own = new ArrayList<>(own);
        this.map = map;
        this.scripts = scripts;
        actions = new RuleActions(map, scripts);
    }

    /** Reads the actions again, after they changed. */
    void readActions() {
        RuleActions read = new RuleActions(map, scripts);
        read.readDefaults(defaults);
        read.read(own);
        actions = read;
    }

    /** The link with a number, 0 for this; null where the chain is shorter. */
    @Nullable RuleDraft link(int number) {
        RuleDraft link = this;
        for (int i = 0; i < number && link != null; i++) {
            link = link.next;
        }
        return link;
    }
}
