// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf;

import dev.resty.servlet.waf.action.Effect;
import dev.resty.servlet.waf.action.Effects;
import dev.resty.servlet.waf.seclang.Statement.ActionSyntax;
import dev.resty.servlet.waf.transformation.Transformation;
import dev.resty.servlet.waf.transformation.Transformations;
import dev.resty.servlet.waf.transformation.UnicodeMap;
import dev.resty.servlet.waf.variable.Macro;
import dev.resty.waf.RuleScript;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a rule's actions say, read one after the other: later ones win. Not for several threads. */
final class RuleActions {

    int id;

    /** 0 until one says. */
    int phase;

    @Nullable Macro message;

    @Nullable Macro data;

    @Nullable String revision;

    @Nullable String version;

    int severity = -1;

    final List<Macro> tags = new ArrayList<>();

    Disruption disruption = Disruption.PASS;

    int status = 403;

    @Nullable Macro location;

    boolean log = true;

    boolean audit = true;

    boolean capture;

    boolean multiMatch;

    boolean chained;

    int skip;

    @Nullable String skipAfter;

    final List<Transformation> transformations = new ArrayList<>();

    final List<Effect> effects = new ArrayList<>();

    /** What prefixes in paths through XML stand for. */
    final Map<String, String> namespaces = new HashMap<>();

    private final @Nullable UnicodeMap map;

    private final Function<String, RuleScript> scripts;

    /** What {@code block} stands for. */
    private Disruption blocking = Disruption.PASS;

    private @Nullable Macro blockingLocation;

    /**
     * Nothing said yet.
     *
     * @param map what transformations of Unicode use, null without one
     * @param scripts what {@code exec} runs, by its name
     */
    RuleActions(@Nullable UnicodeMap map, Function<String, RuleScript> scripts) {
        this.map = map;
        this.scripts = scripts;
    }

    /** Reads SecDefaultAction's actions, which stand before the rule's own. */
    void readDefaults(List<ActionSyntax> actions) {
        read(actions);
        blocking = disruption;
        blockingLocation = location;
    }

    /**
     * Reads actions.
     *
     * @throws IllegalArgumentException for what can't be understood
     */
    void read(List<ActionSyntax> actions) {
        for (ActionSyntax action : actions) {
            read(action.name().toLowerCase(Locale.ROOT), action);
        }
    }

    private void read(String name, ActionSyntax action) {
        switch (name) {
            case "id" -> id = number(action, 1, Integer.MAX_VALUE);
            case "phase" -> phase = phase(value(action));
            case "msg" -> message = Macro.parse(value(action));
            case "logdata" -> data = Macro.parse(value(action));
            case "rev" -> revision = value(action);
            case "ver" -> version = value(action);
            case "maturity", "accuracy" -> number(action, 0, 10);
            case "severity" -> severity = severity(value(action));
            case "tag" -> tags.add(Macro.parse(value(action)));
            case "status" -> status = number(action, 100, 599);
            case "log" -> log(true);
            case "nolog" -> log(false);
            case "auditlog" -> audit = true;
            case "noauditlog" -> audit = false;
            case "t" -> transform(value(action));
            case "xmlns" -> namespace(value(action));
            case "capture" -> capture = true;
            case "multimatch" -> multiMatch = true;
            case "chain" -> chained = true;
            case "skip" -> skip = number(action, 1, Integer.MAX_VALUE);
            case "skipafter" -> skipAfter = value(action);
            default -> disrupt(name, action);
        }
    }

    private void disrupt(String name, ActionSyntax action) {
        switch (name) {
            case "pass" -> disruption = Disruption.PASS;
            case "deny" -> disruption = Disruption.DENY;
            case "drop" -> disruption = Disruption.DROP;
            case "block" -> {
                disruption = blocking;
                location = blockingLocation == null ? location : blockingLocation;
            }
            case "allow" -> disruption = allow(action.value());
            case "redirect" -> {
                disruption = Disruption.REDIRECT;
                location = Macro.parse(value(action));
            }
            default -> effect(action);
        }
    }

    private void effect(ActionSyntax action) {
        if (action.name().equalsIgnoreCase("exec")) {
            effects.add(Effects.exec(value(action), scripts.apply(value(action))));
            return;
        }
        Effect effect = Effects.of(action.name(), action.value());
        if (effect == null) {
            throw new IllegalArgumentException("unknown action " + action.name());
        }
        effects.add(effect);
    }

    private void log(boolean on) {
        log = on;
        audit = on;
    }

    private void transform(String name) {
        if (name.equalsIgnoreCase("none")) {
            transformations.clear();
            return;
        }
        Transformation transformation = Transformations.named(name, map);
        if (transformation == null) {
            throw new IllegalArgumentException("unknown transformation " + name);
        }
        transformations.add(transformation);
    }

    private void namespace(String declaration) {
        int equals = declaration.indexOf('=');
        String uri = declaration.substring(equals + 1).strip();
        if (uri.length() > 1 && uri.startsWith("'") && uri.endsWith("'")) {
            uri = uri.substring(1, uri.length() - 1);
        }
        if (equals < 1 || uri.isEmpty()) {
            throw new IllegalArgumentException(
                    "xmlns takes a prefix and what it stands for, as xmlns:soap=http://…, not \"" + declaration + '"');
        }
        namespaces.put(declaration.substring(0, equals).strip(), uri);
    }

    private static Disruption allow(@Nullable String value) {
        if (value == null) {
            return Disruption.ALLOW;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "phase" -> Disruption.ALLOW_PHASE;
            case "request" -> Disruption.ALLOW_REQUEST;
            default -> throw new IllegalArgumentException("allow takes phase or request or nothing, not " + value);
        };
    }

    private static String value(ActionSyntax action) {
        String value = action.value();
        if (value == null) {
            throw new IllegalArgumentException(action.name() + " takes a value: " + action.name() + ":…");
        }
        return value;
    }

    private static int number(ActionSyntax action, int least, int most) {
        String value = value(action);
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(action.name() + " takes a number, not " + value, e);
        }
        throw new IllegalArgumentException(
                action.name() + " takes a number from " + least + " to " + most + ", not " + value);
    }

    private static int phase(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "1" -> 1;
            case "2", "request" -> 2;
            case "3" -> 3;
            case "4", "response" -> 4;
            case "5", "logging" -> 5;
            default ->
                throw new IllegalArgumentException("unknown phase " + value + ": 1 to 5, request, response or logging");
        };
    }

    private static int severity(String value) {
        return switch (value.toUpperCase(Locale.ROOT)) {
            case "EMERGENCY", "0" -> 0;
            case "ALERT", "1" -> 1;
            case "CRITICAL", "2" -> 2;
            case "ERROR", "3" -> 3;
            case "WARNING", "4" -> 4;
            case "NOTICE", "5" -> 5;
            case "INFO", "6" -> 6;
            case "DEBUG", "7" -> 7;
            default ->
                throw new IllegalArgumentException("unknown severity " + value + ": 0 to 7, or EMERGENCY to DEBUG");
        };
    }
}
