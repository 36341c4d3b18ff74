// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.regex.RegexExecException;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/**
 * {@code ngx.re}, and the compiled patterns of {@code ngx.re.compile} and {@code ngx.re.set}, which OpenResty doesn't
 * have.
 */
final class NgxRe {

    private NgxRe() {}

    /** The metatable of compiled patterns. */
    static LuaTable metatable(NgxContext ngx) {
        LuaTable metatable = new Table();
        metatable.set("__index", methods().build(ngx));
        return metatable;
    }

    static Binding binding() {
        return Binding.table()
                .fn(
                        "compile",
                        "regex, err = ngx.re.compile(pattern, options?)",
                        Phases.ALL,
                        "A pattern with the methods match, find, gmatch, sub and gsub. Not in OpenResty.",
                        NgxRe::compile)
                .fn(
                        "set",
                        "set, err = ngx.re.set(patterns, options?)",
                        Phases.ALL,
                        "An array of patterns to be looked for in one pass, with the methods find and match. Not in OpenResty.",
                        RegexSet::compile)
                .fn(
                        "match",
                        "captures, err = ngx.re.match(subject, regex, options?, ctx?, res_table?)",
                        Phases.ALL,
                        "The first match as a table.",
                        (ngx, args) -> match(args.arg1(), regex(ngx, args, 3), args.arg(4), args.arg(5)))
                .fn(
                        "find",
                        "from, to, err = ngx.re.find(subject, regex, options?, ctx?, nth?)",
                        Phases.ALL,
                        "Where the first match is.",
                        (ngx, args) -> find(args.arg1(), regex(ngx, args, 3), args.arg(4), args.arg(5)))
                .fn(
                        "gmatch",
                        "iterator, err = ngx.re.gmatch(subject, regex, options?)",
                        Phases.ALL,
                        "An iterator over all matches.",
                        (ngx, args) -> gmatch(args.arg1(), regex(ngx, args, 3)))
                .fn(
                        "sub",
                        "newstr, n, err = ngx.re.sub(subject, regex, replace, options?)",
                        Phases.ALL,
                        "Replaces the first match.",
                        (ngx, args) -> RegexReplace.replace(args.arg1(), regex(ngx, args, 4), args.arg(3), false))
                .fn(
                        "gsub",
                        "newstr, n, err = ngx.re.gsub(subject, regex, replace, options?)",
                        Phases.ALL,
                        "Replaces all matches.",
                        (ngx, args) -> RegexReplace.replace(args.arg1(), regex(ngx, args, 4), args.arg(3), true));
    }

    /** The methods of a compiled pattern: the same without pattern and options. */
    static Binding methods() {
        return Binding.table()
                .fn(
                        "match",
                        "captures, err = regex:match(subject, ctx?, res_table?)",
                        Phases.ALL,
                        "The first match as a table.",
                        (ngx, args) -> match(args.arg(2), self(args, "match"), args.arg(3), args.arg(4)))
                .fn(
                        "find",
                        "from, to, err = regex:find(subject, ctx?, nth?)",
                        Phases.ALL,
                        "Where the first match is.",
                        (ngx, args) -> find(args.arg(2), self(args, "find"), args.arg(3), args.arg(4)))
                .fn(
                        "gmatch",
                        "iterator, err = regex:gmatch(subject)",
                        Phases.ALL,
                        "An iterator over all matches.",
                        (ngx, args) -> gmatch(args.arg(2), self(args, "gmatch")))
                .fn(
                        "sub",
                        "newstr, n, err = regex:sub(subject, replace)",
                        Phases.ALL,
                        "Replaces the first match.",
                        (ngx, args) -> RegexReplace.replace(args.arg(2), self(args, "sub"), args.arg(3), false))
                .fn(
                        "gsub",
                        "newstr, n, err = regex:gsub(subject, replace)",
                        Phases.ALL,
                        "Replaces all matches.",
                        (ngx, args) -> RegexReplace.replace(args.arg(2), self(args, "gsub"), args.arg(3), true));
    }

    static Varargs compile(NgxContext ngx, Varargs args) {
        Regex.Compiled compiled = compiled(ngx, args.arg1(), args.arg(2));
        Regex regex = compiled.regex();
        return regex == null ? Arguments.failure(error(compiled)) : new LuaUserdata(regex, ngx.regexMetatable());
    }

    /** The pattern that is the second argument, with the options at a position. */
    private static Regex.Compiled regex(NgxContext ngx, Varargs args, int options) {
        return compiled(ngx, args.arg(2), args.arg(options));
    }

    /** Compiles a pattern of Lua's, or finds it in the worker's cache. */
    static Regex.Compiled compiled(NgxContext ngx, LuaValue pattern, LuaValue options) {
        if (pattern.type() != LuaValue.TSTRING) {
            throw new LuaError("attempt to get length of local 'regex' (a " + pattern.typename() + " value)");
        }
        if (options.toboolean() && options.type() != LuaValue.TSTRING) {
            throw new LuaError("attempt to get length of local 'opts' (a " + options.typename() + " value)");
        }
        return ngx.regexes().get(pattern.strvalue(), options.toboolean() ? options.strvalue() : LuaValue.EMPTYSTRING);
    }

    private static Regex.Compiled self(Varargs args, String method) {
        if (args.arg1().isuserdata(Regex.class)) {
            return new Regex.Compiled((Regex) args.arg1().touserdata(), null);
        }
        throw Arguments.expected("regex", args, 1, method);
    }

    /** Why a pattern doesn't compile. */
    static String error(Regex.Compiled compiled) {
        return compiled.error() == null ? "no pattern" : compiled.error();
    }

    private static Varargs match(LuaValue subject, Regex.Compiled compiled, LuaValue ctx, LuaValue into) {
        Regex regex = compiled.regex();
        if (regex == null) {
            return Arguments.failure(error(compiled));
        }
        LuaString text = LuaArgs.tostring(subject);
        int[] groups = regex.sharedGroups();
        try {
            if (!search(regex, text, ctx, groups)) {
                return LuaValue.NIL;
            }
        } catch (RegexExecException e) {
            return Arguments.failure(e.error());
        }
        if (into.toboolean() && !into.istable()) {
            throw new LuaError("attempt to index local 'res' (a " + into.typename() + " value)");
        }
        return into.istable() ? regex.collect(text, groups.clone(), into.checktable()) : regex.collect(text, groups);
    }

    private static Varargs find(LuaValue subject, Regex.Compiled compiled, LuaValue ctx, LuaValue nth) {
        Regex regex = compiled.regex();
        if (regex == null) {
            return LuaArgs.lateFailure(error(compiled));
        }
        LuaString text = LuaArgs.tostring(subject);
        int group = nth.type() == LuaValue.TNUMBER ? Math.max(0, nth.toint()) : 0;
        boolean inside = group > 0 && group <= regex.groupCount();
        int[] groups = inside ? regex.sharedGroups() : regex.sharedBounds();
        try {
            if (!search(regex, text, ctx, groups)) {
                return LuaValue.NIL;
            }
        } catch (RegexExecException e) {
            return LuaArgs.lateFailure(e.error());
        }
        if (nth.toboolean() && nth.type() != LuaValue.TNUMBER) {
            throw new LuaError("attempt to compare " + nth.typename() + " with number");
        }
        if (group > regex.groupCount()) {
            return LuaArgs.lateFailure("nth out of bound");
        }
        int start = groups[2 * group];
        if (start < 0) {
            return LuaValue.varargsOf(LuaValue.NIL, LuaValue.NIL);
        }
        return LuaValue.varargsOf(
                LuaValue.valueOf(start - text.m_offset + 1), LuaValue.valueOf(groups[2 * group + 1] - text.m_offset));
    }

    /** Searches from where {@code ctx.pos} says, and leaves there where to go on. */
    private static boolean search(Regex regex, LuaString subject, LuaValue ctx, int[] groups) {
        int from = 0;
        if (ctx.toboolean()) {
            if (!ctx.istable()) {
                throw new LuaError("attempt to index local 'ctx' (a " + ctx.typename() + " value)");
            }
            LuaValue pos = ctx.get("pos");
            if (pos.toboolean() && pos.type() != LuaValue.TNUMBER) {
                throw new LuaError("attempt to compare " + pos.typename() + " with number");
            }
            from = pos.toboolean() ? Math.max(0, (int) (pos.todouble() - 1)) : 0;
        }
        boolean found = regex.find(subject, from, groups);
        if (found && ctx.toboolean()) {
            ctx.set("pos", LuaValue.valueOf(groups[1] - subject.m_offset + 1));
        }
        return found;
    }

    private static Varargs gmatch(LuaValue subject, Regex.Compiled compiled) {
        Regex regex = compiled.regex();
        if (regex == null) {
            return Arguments.failure(error(compiled));
        }
        return new RegexIterator(regex, LuaArgs.tostring(subject));
    }
}
