// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.LuaText;
import dev.resty.servlet.lua.runtime.Table;
import dev.resty.servlet.regex.RegexExecException;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** The modules {@code ngx.re} (split, opt) and {@code resty.core.regex} (what libraries call of it). */
final class NgxReModule {

    private NgxReModule() {}

    /** The module {@code ngx.re}. */
    static Binding binding() {
        return Binding.table()
                .fn(
                        "split",
                        "res, err = re.split(subj, regex, opts?, ctx?, max?, res?)",
                        Phases.ALL,
                        "An array of the pieces between matches.",
                        NgxReModule::split)
                .fn(
                        "opt",
                        "re.opt(option, value)",
                        Phases.ALL,
                        "Takes jit_stack_size, which has no effect here.",
                        NgxReModule::opt);
    }

    /** The module {@code resty.core.regex}. */
    static Binding core() {
        return Binding.table()
                .fn(
                        "re_match_compile",
                        "compiled, err = regex.re_match_compile(pattern, opts?)",
                        Phases.ALL,
                        "A compiled pattern; libraries use it to check patterns.",
                        NgxRe::compile)
                .fn(
                        "is_regex_cache_empty",
                        "empty = regex.is_regex_cache_empty()",
                        Phases.ALL,
                        "Whether no pattern was kept yet.",
                        (context, args) -> LuaValue.valueOf(context.regexes().isEmpty()))
                .fn(
                        "set_buf_grow_ratio",
                        "regex.set_buf_grow_ratio(ratio)",
                        Phases.ALL,
                        "Has no effect here: buffers grow by themselves.",
                        (context, args) -> LuaValue.NONE);
    }

    private static Varargs opt(NgxContext ngx, Varargs args) {
        if (args.arg1().type() != LuaValue.TSTRING || !LuaText.view(args.arg1()).equals("jit_stack_size")) {
            throw new LuaError("unrecognized option name");
        }
        if (!ngx.regexes().isEmpty()) {
            throw new LuaError("changing jit stack size is not allowed when some regexs have already been compiled"
                    + " and cached");
        }
        return LuaValue.NONE;
    }

    private static Varargs split(NgxContext ngx, Varargs args) {
        LuaString subject = LuaArgs.tostring(args.arg1());
        LuaValue ctx = args.arg(4).toboolean() ? args.arg(4) : new Table();
        if (!ctx.istable()) {
            throw new LuaError("attempt to index local 'ctx' (a " + ctx.typename() + " value)");
        }
        int max = args.arg(5).toboolean() ? (int) LuaArgs.number(args, 5, "split") : 0;
        if (args.arg(6).toboolean() && !args.arg(6).istable()) {
            throw new LuaError("res is not a table");
        }
        LuaTable into = args.arg(6).istable() ? args.arg(6).checktable() : new Table();
        int pos = ctx.get("pos").toboolean() ? ctx.get("pos").checkint() : 1;
        if (pos > subject.m_length) {
            into.set(1, LuaValue.NIL);
            return into;
        }
        Regex.Compiled compiled = NgxRe.compiled(ngx, args.arg(2), args.arg(3));
        Regex regex = compiled.regex();
        if (regex == null) {
            return Arguments.failure(NgxRe.error(compiled));
        }
        Splitter splitter = new Splitter(subject, regex, into, Math.max(1, pos) - 1);
        @Nullable String error = splitter.run(max);
        ctx.set("pos", LuaValue.valueOf(splitter.next));
        return error == null ? into : Arguments.failure(error);
    }

    /** One splitting: an empty match ends a piece only behind at least one byte. */
    private static final class Splitter {

        private final LuaString subject;
        private final Regex regex;
        private final LuaTable into;
        private int pieces;
        private int start;
        private int next;

        Splitter(LuaString subject, Regex regex, LuaTable into, int start) {
            this.subject = subject;
            this.regex = regex;
            this.into = into;
            this.start = start;
            this.next = start;
        }

        @Nullable String run(int max) {
            int[] groups = regex.newGroups();
            int length = subject.m_length;
            boolean sawEmpty = false;
            int lastEmpty = 0;
            int count = 1;
            try {
                while ((max <= 0 || count < max) && next <= length && find(groups)) {
                    boolean empty = groups[0] == groups[1];
                    next = empty ? groups[1] + 1 : groups[1];
                    if (sawEmpty) {
                        start = lastEmpty;
                    }
                    if (empty) {
                        sawEmpty = true;
                        lastEmpty = groups[0];
                    }
                    if (groups[0] > start || !sawEmpty) {
                        count++;
                        piece(groups);
                        start = groups[1];
                        if (start >= length) {
                            break;
                        }
                    }
                }
            } catch (RegexExecException e) {
                return e.error();
            }
            finish(max);
            return null;
        }

        /** Searches; offsets count from the subject's start. */
        private boolean find(int[] groups) {
            boolean found = regex.find(subject, next, groups);
            for (int i = 0; found && i < groups.length; i++) {
                groups[i] -= groups[i] < 0 ? 0 : subject.m_offset;
            }
            return found;
        }

        private void piece(int[] groups) {
            into.set(++pieces, subject.substring(start, groups[0]));
            if (regex.groupCount() > 0 && groups[2] >= 0) {
                into.set(++pieces, subject.substring(groups[2], groups[3]));
            }
        }

        /** The last piece; without a limit, empty ones at the end are dropped. */
        private void finish(int max) {
            if (max <= 0 && start >= subject.m_length) {
                while (pieces > 0 && into.get(pieces).strvalue().m_length == 0) {
                    into.set(pieces--, LuaValue.NIL);
                }
            } else {
                into.set(++pieces, subject.substring(start, subject.m_length));
            }
            into.set(pieces + 1, LuaValue.NIL);
        }
    }
}
