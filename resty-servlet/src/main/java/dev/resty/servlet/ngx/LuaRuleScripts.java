// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.Budget;
import dev.resty.servlet.lua.CodeCache;
import dev.resty.servlet.lua.Unwind;
import dev.resty.servlet.lua.Worker;
import dev.resty.servlet.lua.WorkerOptions;
import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.waf.MatchedValue;
import dev.resty.waf.RuleScript;
import dev.resty.waf.RuleScriptEngine;
import dev.resty.waf.Transaction;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the Lua scripts that SecLang rules name, as ModSecurity does: each run has a Lua state of its own, calls the script's function
 * {@code main}, and matches where that returns a text. The table {@code m} has {@code getvar}, {@code getvars}, {@code setvar} and
 * {@code log}. Files may be read and written, programs not started, and a run that takes a second is ended. Stateless, safe for
 * concurrent use.
 *
 * @see <a href="https://github.com/owasp-modsecurity/ModSecurity/wiki/Reference-Manual-(v3.x)#secrulescript">SecRuleScript</a>
 */
public final class LuaRuleScripts implements RuleScriptEngine {

    private static final Logger LOG = LoggerFactory.getLogger("dev.resty.waf.script");

    private static final WorkerOptions OPTIONS =
            WorkerOptions.defaults().withFiles(true).withBudget(Budget.NONE.withTime(Duration.ofSeconds(1)));

    /** For {@link java.util.ServiceLoader}. */
    public LuaRuleScripts() {}

    @Override
    public String suffix() {
        return ".lua";
    }

    @Override
    public RuleScript compile(String name, byte[] source) {
        CodeCache cache = new CodeCache();
        try (Worker worker = new Worker(0, OPTIONS, cache)) {
            worker.run(name, NativeFunction.of("load", args -> worker.load(source, '@' + name)), LuaValue.NONE);
        } catch (LuaError e) {
            throw new IllegalArgumentException("the script " + name + " doesn't compile: " + e.getMessage(), e);
        }
        return (transaction, value) -> run(name, source, cache, transaction, value);
    }

    private static @Nullable String run(
            String name, byte[] source, CodeCache cache, Transaction transaction, @Nullable String value) {
        try (Worker worker = new Worker(0, OPTIONS, cache)) {
            worker.globals().set("m", functions(transaction));
            Varargs results = worker.run(
                    transaction,
                    NativeFunction.of("main", args -> {
                        worker.load(source, '@' + name).call();
                        LuaValue main = worker.globals().get("main");
                        return value == null || value.isEmpty() ? main.call() : main.call(LuaText.of(value));
                    }),
                    LuaValue.NONE);
            LuaValue result = results.arg1();
            return result instanceof LuaString || result.type() == LuaValue.TNUMBER ? LuaText.view(result) : null;
        } catch (LuaError | Unwind e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static LuaTable functions(Transaction transaction) {
        LuaTable functions = new Table();
        functions.set("log", NativeFunction.of("log", args -> log(transaction, args)));
        functions.set("getvar", NativeFunction.of("getvar", args -> {
            List<MatchedValue> values = values(transaction, args.checkstring(1));
            String first = values.isEmpty()
                    ? ""
                    : transformed(transaction, values.get(0).value(), args.arg(2));
            return first.isEmpty() ? LuaValue.NIL : LuaText.of(first);
        }));
        functions.set("getvars", NativeFunction.of("getvars", args -> {
            LuaTable found = new Table();
            int number = 0;
            for (MatchedValue value : values(transaction, args.checkstring(1))) {
                LuaTable one = new Table();
                one.set("name", LuaText.of(value.variable()));
                one.set("value", LuaText.of(transformed(transaction, value.value(), args.arg(2))));
                found.rawset(++number, one);
            }
            return found;
        }));
        functions.set("setvar", NativeFunction.of("setvar", args -> {
            String variable = LuaText.view(args.checkstring(1));
            String value = LuaText.view(args.checkstring(2));
            try {
                transaction.variable(variable, value);
            } catch (IllegalArgumentException e) {
                throw new LuaError(e.getMessage());
            }
            return LuaValue.NONE;
        }));
        return functions;
    }

    /** What {@code ARGS}, {@code ARGS.name} or {@code ARGS:name} has. */
    private static List<MatchedValue> values(Transaction transaction, LuaString name) {
        String target = LuaText.view(name);
        int dot = target.indexOf('.');
        int colon = target.indexOf(':');
        boolean dotted = dot > 0 && (colon < 0 || dot < colon);
        try {
            return transaction.variables(dotted ? target.substring(0, dot) + ':' + target.substring(dot + 1) : target);
        } catch (IllegalArgumentException e) {
            throw new LuaError(e.getMessage());
        }
    }

    /** A value after a transformation, or those of a table; {@code none} begins anew. */
    private static String transformed(Transaction transaction, String value, LuaValue names) {
        String result = value;
        try {
            if (names instanceof LuaTable list) {
                for (int i = 1; i <= list.rawlen(); i++) {
                    String name = LuaText.view(list.get(i));
                    result = name.equals("none") ? result : transaction.transform(name, result);
                }
            } else if (names instanceof LuaString name && !LuaText.view(name).equals("none")) {
                result = transaction.transform(LuaText.view(name), value);
            }
        } catch (IllegalArgumentException e) {
            throw new LuaError(e.getMessage());
        }
        return result;
    }

    private static Varargs log(Transaction transaction, Varargs args) {
        int level = args.checkint(1);
        String text = LuaText.view(args.checkstring(2));
        if (level <= 1) {
            LOG.error("{}: {}", transaction.id(), text);
        } else if (level == 2) {
            LOG.warn("{}: {}", transaction.id(), text);
        } else if (level == 3) {
            LOG.info("{}: {}", transaction.id(), text);
        } else {
            LOG.debug("{}: {}", transaction.id(), text);
        }
        return LuaValue.NONE;
    }
}
