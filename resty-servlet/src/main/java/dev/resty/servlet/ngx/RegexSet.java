// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.regex.Pattern;
import dev.resty.servlet.regex.PatternSet;
import dev.resty.servlet.regex.RegexExecException;
import java.util.ArrayList;
import java.util.List;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaUserdata;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** Many patterns over one subject, of {@code ngx.re.set}. Belongs to a worker, so one thread at a time uses it. */
final class RegexSet {

    private final PatternSet patterns;
    private final long[] hits;

    private RegexSet(List<Pattern> patterns) {
        this.patterns = PatternSet.of(patterns);
        this.hits = new long[patterns.size() + 63 >> 6];
    }

    /** The metatable of sets. */
    static LuaTable metatable(NgxContext ngx) {
        LuaTable metatable = new Table();
        metatable.set("__index", methods().build(ngx));
        return metatable;
    }

    /** The methods of a set. */
    static Binding methods() {
        return Binding.table()
                .fn(
                        "find",
                        "index, err = set:find(subject)",
                        Phases.ALL,
                        "The index of the first pattern in the array that has a match, or nil.",
                        (ngx, args) -> self(args, "find").find(LuaArgs.tostring(args.arg(2))))
                .fn(
                        "match",
                        "indices, err = set:match(subject)",
                        Phases.ALL,
                        "An array of the indices of all patterns that have a match, in their order.",
                        (ngx, args) -> self(args, "match").match(LuaArgs.tostring(args.arg(2))));
    }

    /** {@code ngx.re.set}. */
    static Varargs compile(NgxContext ngx, Varargs args) {
        if (!args.arg1().istable()) {
            throw Arguments.expected("table", args, 1, "set");
        }
        LuaTable array = args.arg1().checktable();
        List<Pattern> patterns = new ArrayList<>();
        for (int i = 1; i <= array.length(); i++) {
            Regex.Compiled compiled = NgxRe.compiled(ngx, array.get(i), args.arg(2));
            Regex regex = compiled.regex();
            if (regex == null) {
                return Arguments.failure(NgxRe.error(compiled));
            }
            patterns.add(regex.pattern());
        }
        return new LuaUserdata(new RegexSet(patterns), ngx.regexSetMetatable());
    }

    private static RegexSet self(Varargs args, String method) {
        if (args.arg1().isuserdata(RegexSet.class)) {
            return (RegexSet) args.arg1().touserdata();
        }
        throw Arguments.expected("regex set", args, 1, method);
    }

    private Varargs find(LuaString subject) {
        try {
            int first = patterns.first(subject.m_bytes, subject.m_offset, subject.m_offset + subject.m_length);
            return first < 0 ? LuaValue.NIL : LuaValue.valueOf(first + 1);
        } catch (RegexExecException e) {
            return Arguments.failure(e.error());
        }
    }

    private Varargs match(LuaString subject) {
        LuaTable indices = new Table();
        try {
            if (patterns.find(subject.m_bytes, subject.m_offset, subject.m_offset + subject.m_length, hits)) {
                int count = 0;
                for (int i = 0; i < patterns.size(); i++) {
                    if ((hits[i >> 6] & 1L << i) != 0) {
                        indices.set(++count, LuaValue.valueOf(i + 1));
                    }
                }
            }
        } catch (RegexExecException e) {
            return Arguments.failure(e.error());
        }
        return indices;
    }
}
