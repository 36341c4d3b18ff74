// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.waf.EngineMode;
import dev.resty.waf.Interruption;
import dev.resty.waf.MatchedRule;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.Transaction;
import dev.resty.waf.WafException;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * The module {@code resty.seclang}: what the WAF has found in this request, and changes for the phases still to come.
 *
 * <p>Differs from OpenResty: it has no such module.
 */
final class NgxSeclang {

    private static final String NO_WAF = "no WAF guards this request";

    private NgxSeclang() {}

    static Binding module() {
        return Binding.table()
                .fn(
                        "matches",
                        "rules, err = seclang.matches()",
                        Phases.REQUEST,
                        "The rules that matched so far: tables with id, phase, msg, data, severity, tags, disruptive, file,"
                                + " line, variable and value.",
                        NgxSeclang::matches)
                .fn(
                        "score",
                        "score, err = seclang.score()",
                        Phases.REQUEST,
                        "The request's anomaly score so far.",
                        NgxSeclang::score)
                .fn(
                        "interruption",
                        "interruption, err = seclang.interruption()",
                        Phases.REQUEST,
                        "What ends the request: a table with rule, action (deny, drop, redirect), status, location and"
                                + " phase; nil for nothing.",
                        NgxSeclang::interruption)
                .fn("id", "id, err = seclang.id()", Phases.REQUEST, "What logs call the transaction.", NgxSeclang::id)
                .fn(
                        "get",
                        "value, err = seclang.get(variable)",
                        Phases.REQUEST,
                        "A variable's value, as a macro names it: tx.name, args.name, REMOTE_ADDR.",
                        NgxSeclang::get)
                .fn(
                        "set",
                        "ok, err = seclang.set(variable, value)",
                        Phases.REQUEST,
                        "Sets a variable that rules may set too, such as tx.name; nil removes it.",
                        NgxSeclang::set)
                .fn(
                        "mode",
                        "mode, err = seclang.mode()",
                        Phases.REQUEST,
                        "On, DetectionOnly or Off, as SecRuleEngine has it.",
                        NgxSeclang::mode)
                .fn(
                        "set_mode",
                        "ok, err = seclang.set_mode(mode)",
                        Phases.REQUEST,
                        "Sets it for the WAF's phases to come.",
                        NgxSeclang::setMode)
                .fn(
                        "remove_rule",
                        "ok, err = seclang.remove_rule(ids)",
                        Phases.REQUEST,
                        "Leaves a rule out, by its id or a range of ids such as \"942000-942999\".",
                        (ngx, args) -> change(ngx, waf -> waf.removeRule(text(args, 1, "remove_rule"))))
                .fn(
                        "remove_rules_by_tag",
                        "ok, err = seclang.remove_rules_by_tag(tag)",
                        Phases.REQUEST,
                        "Leaves the rules with a tag out.",
                        (ngx, args) -> change(ngx, waf -> waf.removeRulesByTag(text(args, 1, "remove_rules_by_tag"))))
                .fn(
                        "remove_target",
                        "ok, err = seclang.remove_target(ids, target)",
                        Phases.REQUEST,
                        "Has rules leave a variable alone, such as ARGS:q.",
                        (ngx, args) -> change(
                                ngx,
                                waf -> waf.removeTarget(
                                        text(args, 1, "remove_target"), text(args, 2, "remove_target"))))
                .fn(
                        "remove_target_by_tag",
                        "ok, err = seclang.remove_target_by_tag(tag, target)",
                        Phases.REQUEST,
                        "Has the rules with a tag leave a variable alone.",
                        (ngx, args) -> change(
                                ngx,
                                waf -> waf.removeTargetByTag(
                                        text(args, 1, "remove_target_by_tag"), text(args, 2, "remove_target_by_tag"))))
                .fn(
                        "add_rules",
                        "ok, err = seclang.add_rules(text, origin?)",
                        Phases.REQUEST,
                        "Adds rules to this request alone, behind the others; errors name the origin.",
                        NgxSeclang::addRules);
    }

    private static String text(Varargs args, int number, String function) {
        return LuaText.view(Arguments.string(args, number, function));
    }

    private static @Nullable Transaction waf(NgxContext ngx) {
        return ngx.exchange().waf();
    }

    private static Varargs failure(String error) {
        return LuaValue.varargsOf(LuaValue.NIL, LuaText.of(error));
    }

    private static Varargs change(NgxContext ngx, Consumer<Transaction> change) {
        Transaction waf = waf(ngx);
        if (waf == null) {
            return failure(NO_WAF);
        }
        try {
            change.accept(waf);
            return LuaValue.TRUE;
        } catch (WafException | IllegalArgumentException e) {
            return failure(String.valueOf(e.getMessage()));
        }
    }

    private static Varargs matches(NgxContext ngx, Varargs args) {
        Transaction waf = waf(ngx);
        if (waf == null) {
            return failure(NO_WAF);
        }
        LuaTable rules = new Table();
        for (MatchedRule rule : waf.matchedRules()) {
            rules.rawset(rules.rawlen() + 1, table(rule));
        }
        return rules;
    }

    private static LuaTable table(MatchedRule rule) {
        LuaTable table = new Table(0, 11);
        table.set("id", rule.id());
        table.set("phase", rule.phase());
        table.set("msg", LuaText.of(rule.message()));
        table.set("data", LuaText.of(rule.data()));
        if (rule.severity() >= 0) {
            table.set("severity", rule.severity());
        }
        LuaTable tags = new Table();
        for (String tag : rule.tags()) {
            tags.rawset(tags.rawlen() + 1, LuaText.of(tag));
        }
        table.set("tags", tags);
        table.set("disruptive", LuaValue.valueOf(rule.disruptive()));
        table.set("file", LuaText.of(rule.file()));
        table.set("line", rule.line());
        if (!rule.matches().isEmpty()) {
            MatchedValue last = rule.matches().get(rule.matches().size() - 1);
            table.set("variable", LuaText.of(last.variable()));
            table.set("value", LuaText.of(last.value()));
        }
        return table;
    }

    private static Varargs score(NgxContext ngx, Varargs args) {
        String score = ngx.exchange().variable("waf_score");
        if (score == null) {
            return failure(NO_WAF);
        }
        LuaValue number = LuaText.of(score).tonumber();
        return number.isnil() ? LuaValue.ZERO : number;
    }

    private static Varargs interruption(NgxContext ngx, Varargs args) {
        Transaction waf = waf(ngx);
        if (waf == null) {
            return failure(NO_WAF);
        }
        Interruption interruption = waf.interruption();
        if (interruption == null) {
            return LuaValue.NIL;
        }
        LuaTable table = new Table(0, 5);
        table.set("rule", interruption.ruleId());
        table.set("action", interruption.action().name().toLowerCase(Locale.ROOT));
        table.set("status", interruption.status());
        String location = interruption.location();
        if (location != null) {
            table.set("location", LuaText.of(location));
        }
        table.set("phase", interruption.phase());
        return table;
    }

    private static Varargs id(NgxContext ngx, Varargs args) {
        Transaction waf = waf(ngx);
        return waf == null ? failure(NO_WAF) : LuaText.of(waf.id());
    }

    private static Varargs get(NgxContext ngx, Varargs args) {
        String name = text(args, 1, "get");
        Transaction waf = waf(ngx);
        if (waf == null) {
            return failure(NO_WAF);
        }
        try {
            String value = waf.variable(name);
            return value == null ? LuaValue.NIL : LuaText.of(value);
        } catch (IllegalArgumentException e) {
            return failure(String.valueOf(e.getMessage()));
        }
    }

    private static Varargs set(NgxContext ngx, Varargs args) {
        String name = text(args, 1, "set");
        String value = args.arg(2).isnil() ? null : text(args, 2, "set");
        return change(ngx, waf -> waf.variable(name, value));
    }

    private static Varargs mode(NgxContext ngx, Varargs args) {
        Transaction waf = waf(ngx);
        return waf == null ? failure(NO_WAF) : LuaText.of(word(waf.mode()));
    }

    private static Varargs setMode(NgxContext ngx, Varargs args) {
        String wanted = text(args, 1, "set_mode");
        for (EngineMode mode : EngineMode.values()) {
            if (word(mode).equalsIgnoreCase(wanted)) {
                return change(ngx, waf -> waf.mode(mode));
            }
        }
        throw Arguments.bad(1, "set_mode", "On, DetectionOnly or Off expected, got " + wanted);
    }

    private static String word(EngineMode mode) {
        return switch (mode) {
            case ON -> "On";
            case DETECTION_ONLY -> "DetectionOnly";
            case OFF -> "Off";
        };
    }

    private static Varargs addRules(NgxContext ngx, Varargs args) {
        String rules = text(args, 1, "add_rules");
        String origin = args.arg(2).isnil() ? "lua" : text(args, 2, "add_rules");
        return change(ngx, waf -> waf.addRules(rules, origin));
    }
}
