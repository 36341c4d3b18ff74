// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.waf.action;

import dev.resty.servlet.waf.variable.Target;
import dev.resty.waf.EngineMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** {@code ctl:option=value}: changes the engine for the rest of a transaction. */
final class Ctl {

    private static final Effect NONE = scope -> {};

    private static final Map<String, BiFunction<String, String, Effect>> OPTIONS = Map.ofEntries(
            Map.entry("ruleremovebyid", Ctl::removeById),
            Map.entry("ruleremovebytag", (option, tag) -> control(control -> control.removeRulesByTag(tag))),
            Map.entry("ruleremovebymsg", (option, text) -> control(control -> control.removeRulesByMessage(text))),
            Map.entry("ruleremovetargetbyid", Ctl::removeTargetById),
            Map.entry("ruleremovetargetbytag", Ctl::removeTargetByTag),
            Map.entry("ruleremovetargetbymsg", Ctl::removeTargetByMessage),
            Map.entry("ruleengine", Ctl::ruleEngine),
            Map.entry("auditengine", Ctl::auditEngine),
            Map.entry("auditlogparts", Ctl::auditLogParts),
            Map.entry("requestbodyaccess", onOff(Control::requestBodyAccess)),
            Map.entry("responsebodyaccess", onOff(Control::responseBodyAccess)),
            Map.entry("forcerequestbodyvariable", onOff(Control::forceRequestBodyVariable)),
            Map.entry("forceresponsebodyvariable", onOff(Control::forceResponseBodyVariable)),
            Map.entry("requestbodyprocessor", Ctl::requestBodyProcessor),
            Map.entry("requestbodylimit", (option, value) -> {
                long bytes = bytes(option, value);
                return control(control -> control.requestBodyLimit(bytes));
            }),
            Map.entry("responsebodylimit", (option, value) -> {
                long bytes = bytes(option, value);
                return control(control -> control.responseBodyLimit(bytes));
            }),
            Map.entry("parsexmlintoargs", Ctl::parseXmlIntoArgs),
            Map.entry("debugloglevel", Ctl::debugLogLevel),
            Map.entry("hashengine", Ctl::hash),
            Map.entry("hashenforcement", Ctl::hash));

    private Ctl() {}

    static Effect of(String text) {
        int equals = text.indexOf('=');
        String option = equals < 0 ? text : text.substring(0, equals).strip();
        BiFunction<String, String, Effect> effect = OPTIONS.get(option.toLowerCase(Locale.ROOT));
        if (effect == null) {
            throw new IllegalArgumentException("unknown option ctl:" + option);
        }
        String value = equals < 0 ? "" : text.substring(equals + 1).strip();
        if (value.isEmpty()) {
            throw new IllegalArgumentException("ctl:" + option + " needs a value behind =");
        }
        return effect.apply(option, value);
    }

    private static Effect control(Consumer<Control> change) {
        return scope -> change.accept(scope.control());
    }

    private interface Switch {
        void set(Control control, boolean on);
    }

    private static BiFunction<String, String, Effect> onOff(Switch change) {
        return (option, value) -> {
            boolean on = word(option, value, "On", "Off").equals("on");
            return control(control -> change.set(control, on));
        };
    }

    /** A word in lower case that is one of those allowed. */
    private static String word(String option, String value, String... allowed) {
        for (String word : allowed) {
            if (word.equalsIgnoreCase(value)) {
                return word.toLowerCase(Locale.ROOT);
            }
        }
        throw new IllegalArgumentException(
                "ctl:" + option + " takes " + String.join(", ", allowed) + ", not \"" + value + '"');
    }

    private static long bytes(String option, String value) {
        long bytes = Numbers.positive(value);
        if (bytes < 0) {
            throw new IllegalArgumentException("ctl:" + option + " takes a number of bytes, not \"" + value + '"');
        }
        return bytes;
    }

    /** Two ids each, the first and the last of a range. */
    private static List<int[]> ids(String option, String value) {
        List<int[]> ranges = new ArrayList<>();
        for (String part : value.split("[\\s,]+")) {
            int dash = part.indexOf('-');
            int first = id(option, dash < 0 ? part : part.substring(0, dash), value);
            int last = dash < 0 ? first : id(option, part.substring(dash + 1), value);
            if (last < first) {
                throw new IllegalArgumentException(
                        "ctl:" + option + ": the range of ids " + part + " ends before it begins");
            }
            ranges.add(new int[] {first, last});
        }
        return ranges;
    }

    private static int id(String option, String text, String value) {
        long id = Numbers.positive(text.strip());
        if (id < 0 || id > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "ctl:" + option + " takes ids or ranges of ids such as 942100-942199, not \"" + value + '"');
        }
        return (int) id;
    }

    private static Effect removeById(String option, String value) {
        List<int[]> ranges = ids(option, value);
        return control(control -> ranges.forEach(range -> control.removeRules(range[0], range[1])));
    }

    private static Effect removeTargetById(String option, String value) {
        List<int[]> ranges = ids(option, rules(option, value));
        Target target = target(option, value);
        return control(control -> ranges.forEach(range -> control.removeTarget(range[0], range[1], target)));
    }

    private static Effect removeTargetByTag(String option, String value) {
        String tag = rules(option, value);
        Target target = target(option, value);
        return control(control -> control.removeTargetByTag(tag, target));
    }

    private static Effect removeTargetByMessage(String option, String value) {
        String message = rules(option, value);
        Target target = target(option, value);
        return control(control -> control.removeTargetByMessage(message, target));
    }

    private static String rules(String option, String value) {
        int semicolon = value.indexOf(';');
        if (semicolon < 1 || semicolon + 1 == value.length()) {
            throw new IllegalArgumentException("ctl:" + option
                    + " takes rules, a semicolon and a variable such as ARGS:name, not \"" + value + '"');
        }
        return value.substring(0, semicolon).strip();
    }

    private static Target target(String option, String value) {
        try {
            return Target.parse(value.substring(value.indexOf(';') + 1).strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ctl:" + option + ": " + e.getMessage(), e);
        }
    }

    private static Effect ruleEngine(String option, String value) {
        EngineMode mode =
                switch (word(option, value, "On", "Off", "DetectionOnly")) {
                    case "on" -> EngineMode.ON;
                    case "off" -> EngineMode.OFF;
                    default -> EngineMode.DETECTION_ONLY;
                };
        return control(control -> control.ruleEngine(mode));
    }

    private static Effect auditEngine(String option, String value) {
        AuditMode mode =
                switch (word(option, value, "On", "Off", "RelevantOnly")) {
                    case "on" -> AuditMode.ON;
                    case "off" -> AuditMode.OFF;
                    default -> AuditMode.RELEVANT_ONLY;
                };
        return control(control -> control.auditEngine(mode));
    }

    private static Effect auditLogParts(String option, String value) {
        char sign = value.charAt(0);
        boolean change = sign == '+' || sign == '-';
        String parts = (change ? value.substring(1) : value).toUpperCase(Locale.ROOT);
        if (parts.isEmpty() || !parts.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new IllegalArgumentException(
                    "ctl:" + option + " takes letters from A to Z, or + or - and letters, not \"" + value + '"');
        }
        return change
                ? control(control -> control.auditLogParts(parts, sign == '+'))
                : control(control -> control.auditLogParts(parts));
    }

    private static Effect requestBodyProcessor(String option, String value) {
        String name =
                word(option, value, "URLENCODED", "MULTIPART", "JSON", "XML").toUpperCase(Locale.ROOT);
        return control(control -> control.requestBodyProcessor(name));
    }

    private static Effect parseXmlIntoArgs(String option, String value) {
        XmlArguments arguments =
                switch (word(option, value, "On", "Off", "OnlyArgs")) {
                    case "on" -> XmlArguments.ON;
                    case "off" -> XmlArguments.OFF;
                    default -> XmlArguments.ONLY_ARGS;
                };
        return control(control -> control.parseXmlIntoArgs(arguments));
    }

    /** Has no effect: logging levels are SLF4J's. */
    private static Effect debugLogLevel(String option, String value) {
        word(option, value, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        return NONE;
    }

    /** There is no hash engine that could be switched on. */
    private static Effect hash(String option, String value) {
        if (!value.equalsIgnoreCase("Off")) {
            throw new IllegalArgumentException("ctl:" + option + " can only be Off: there is no hash engine");
        }
        return NONE;
    }
}
