// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.operator.NeverFound;
import dev.resty.servlet.waf.operator.Operator;
import dev.resty.servlet.waf.operator.OperatorSettings;
import dev.resty.servlet.waf.operator.Operators;
import dev.resty.servlet.waf.seclang.Place;
import dev.resty.servlet.waf.seclang.RuleSource;
import dev.resty.servlet.waf.seclang.SecLangSyntaxException;
import dev.resty.servlet.waf.seclang.Statement;
import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import dev.resty.servlet.waf.seclang.Statement.OperatorSyntax;
import dev.resty.servlet.waf.seclang.Statement.TargetSyntax;
import dev.resty.servlet.waf.variable.Target;
import dev.resty.waf.RuleScript;
import dev.resty.waf.WafException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a rule set of what rule files say. Used once, by one thread. */
final class RuleCompiler {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf");

    private static final List<String> STARTERS_ONLY = List.of(
            "id",
            "phase",
            "deny",
            "drop",
            "pass",
            "block",
            "allow",
            "redirect",
            "proxy",
            "skip",
            "skipafter",
            "msg",
            "logdata",
            "severity",
            "tag",
            "rev",
            "ver",
            "maturity",
            "accuracy",
            "status");

    /** What a rule looks at whose condition is a script's: one value that is always there. */
    private static final TargetSyntax ANYTHING = new TargetSyntax("UNIQUE_ID", null, false, false, false);

    private final EngineSettings settings;

    private final RuleSurroundings surroundings;

    private final TransformationChain.Registry chains = new TransformationChain.Registry();

    /** Rules and markers in their order. */
    private final List<RuleLayout.Item> items = new ArrayList<>();

    private final List<Statement> updates = new ArrayList<>();

    /** SecDefaultAction's actions, by phase. */
    private final Map<Integer, List<ActionSyntax>> defaults = new HashMap<>();

    /** The last link of a chain that isn't complete. */
    private @Nullable RuleDraft open;

    private RuleCompiler(EngineSettings settings, RuleSurroundings surroundings) {
        this.settings = settings;
        this.surroundings = surroundings;
    }

    /**
     * Compiles statements.
     *
     * @throws WafException for what can't be understood
     */
    static RuleSet compile(List<Statement> statements, RuleSurroundings surroundings) {
        RuleCompiler compiler = new RuleCompiler(EngineSettings.of(statements), surroundings);
        for (Statement statement : statements) {
            at(statement.place(), () -> compiler.read(statement));
        }
        return compiler.finish();
    }

    /** Runs something whose errors are about a place. */
    static void at(Place place, Runnable what) {
        try {
            what.run();
        } catch (IllegalArgumentException e) {
            WafException problem = new WafException(String.valueOf(e.getMessage()), place.file(), place.line());
            problem.initCause(e);
            throw problem;
        } catch (SecLangSyntaxException e) {
            throw RuleSources.problem(e);
        }
    }

    private void read(Statement statement) {
        if (statement instanceof Statement.Rule rule) {
            add(rule.place(), rule.targets(), rule.operator(), rule.actions());
        } else if (statement instanceof Statement.Script script) {
            OperatorSyntax runs = new OperatorSyntax(Operators.SCRIPT, script.script(), false);
            add(script.place(), List.of(ANYTHING), runs, script.actions());
        } else if (statement instanceof Statement.Action action) {
            add(action.place(), List.of(), null, action.actions());
        } else if (statement instanceof Statement.DefaultAction action) {
            RuleActions actions = new RuleActions(null, scripts(action.place()));
            actions.read(action.actions());
            if (actions.phase == 0) {
                throw new IllegalArgumentException("SecDefaultAction needs a phase: phase:1 to phase:5");
            }
            defaults.put(actions.phase, action.actions());
        } else if (statement instanceof Statement.Marker marker) {
            complete(marker.place());
            items.add(new RuleLayout.Item(null, marker.name()));
        } else if (!(statement instanceof Statement.Directive)) {
            updates.add(statement);
        }
    }

    private void add(
            Place place, List<TargetSyntax> targets, @Nullable OperatorSyntax operator, List<ActionSyntax> actions) {
        RuleDraft draft = new RuleDraft(place, targets, operator, actions, settings.unicodeMap(), scripts(place));
        RuleDraft before = open;
        if (before == null) {
            draft.phase = phase(place, actions);
            draft.defaults = defaults.getOrDefault(draft.phase, List.of());
            items.add(new RuleLayout.Item(draft, null));
        } else {
            forbid(actions);
            draft.phase = before.phase;
            draft.defaults = before.defaults;
            before.next = draft;
        }
        open = has(actions, "chain") ? draft : null;
    }

    private int phase(Place place, List<ActionSyntax> actions) {
        RuleActions read = new RuleActions(null, scripts(place));
        for (ActionSyntax action : actions) {
            if (action.name().equalsIgnoreCase("phase")) {
                read.read(List.of(action));
            }
        }
        return read.phase == 0 ? 2 : read.phase;
    }

    private Function<String, RuleScript> scripts(Place place) {
        return name -> surroundings.scripts().script(place.source(), name);
    }

    private static boolean has(List<ActionSyntax> actions, String name) {
        return actions.stream().anyMatch(action -> action.name().equalsIgnoreCase(name));
    }

    private static void forbid(List<ActionSyntax> actions) {
        for (ActionSyntax action : actions) {
            if (STARTERS_ONLY.contains(action.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "only the first rule of a chain can have " + action.name() + ": move it there");
            }
        }
    }

    private void complete(Place place) {
        if (open != null) {
            throw new WafException(
                    "a chain isn't complete: the rule at " + open.place + " has chain, but no rule follows",
                    place.file(),
                    place.line());
        }
    }

    private RuleSet finish() {
        if (open != null) {
            complete(open.place);
        }
        for (RuleLayout.Item item : items) {
            RuleDraft draft = item.rule();
            for (RuleDraft link = draft; link != null; link = link.next) {
                RuleDraft one = link;
                at(link.place, () -> one.readActions());
            }
        }
        List<RuleDraft> drafts = new ArrayList<>();
        for (RuleLayout.Item item : items) {
            if (item.rule() != null) {
                drafts.add(item.rule());
            }
        }
        checkIds(drafts);
        for (Statement update : updates) {
            at(update.place(), () -> RuleUpdates.apply(update, drafts));
        }
        List<Rule> rules = new ArrayList<>();
        for (RuleDraft draft : drafts) {
            if (!draft.removed) {
                draft.compiled = rule(draft, rules.size(), RuleFacts.of(draft));
                rules.add(draft.compiled);
            }
        }
        return new RuleSet(settings, rules, RuleLayout.phases(items), chains);
    }

    private static void checkIds(List<RuleDraft> drafts) {
        Map<Integer, Place> ids = new HashMap<>();
        for (RuleDraft draft : drafts) {
            int id = draft.actions.id;
            if (id == 0) {
                if (draft.syntax != null) {
                    throw new WafException("a rule needs an id: add id:NUMBER", draft.place.file(), draft.place.line());
                }
                continue;
            }
            Place other = ids.putIfAbsent(id, draft.place);
            if (other != null) {
                throw new WafException(
                        "the id " + id + " is taken by the rule at " + other + ": give one of them another",
                        draft.place.file(),
                        draft.place.line());
            }
        }
    }

    private Rule rule(RuleDraft draft, int ordinal, RuleFacts facts) {
        Rule next = draft.next == null ? null : rule(draft.next, ordinal, facts);
        at(draft.place, () -> {
            for (TargetSyntax target : draft.targets) {
                if (target.excluded()) {
                    draft.exclusions.add(Target.of(target.variable(), target.selector(), target.regex()));
                } else {
                    draft.looks.add(new Rule.Look(look(draft, target), target.count()));
                }
            }
            draft.chain = chains.of(draft.actions.transformations);
            draft.operator = operator(draft);
        });
        return new Rule(draft, ordinal, facts, next);
    }

    private static Target look(RuleDraft draft, TargetSyntax target) {
        OperatorSyntax operator = draft.syntax;
        boolean validates = operator != null && Operators.validatesXml(operator.name());
        return validates && target.variable().equals("XML") && target.selector() == null
                ? Target.xmlDocument()
                : Target.looking(target.variable(), target.selector(), target.regex(), draft.actions.namespaces);
    }

    private @Nullable Operator operator(RuleDraft draft) {
        OperatorSyntax syntax = draft.syntax;
        if (syntax == null) {
            return null;
        }
        if (draft.looks.isEmpty()) {
            throw new IllegalArgumentException("the rule has no target: name a variable without !");
        }
        RuleSource source = draft.place.source();
        Operator operator = Operators.named(
                syntax.name(),
                syntax.argument(),
                new OperatorSettings(
                        source::data,
                        settings.matchLimit(),
                        settings.geo(),
                        settings.httpBlKey(),
                        surroundings.hosts(),
                        syntax.name().equals(Operators.SCRIPT)
                                ? scripts(draft.place)
                                : name -> surroundings.scripts().inspector(source, name)));
        if (operator instanceof NeverFound never) {
            LOG.warn("{}: {}", draft.place, never.warning());
        }
        return operator;
    }
}
