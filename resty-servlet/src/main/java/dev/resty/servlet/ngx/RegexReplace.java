// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.ByteBuilder;
import dev.resty.servlet.regex.RegexExecException;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.re.sub} and {@code ngx.re.gsub}. */
final class RegexReplace {

    private static final int ROOM = 256;

    private RegexReplace() {}

    /**
     * Replaces the first match or all of them.
     *
     * @param replacement a function that gets the captures, or a template
     * @return the new string and the number of replacements; or {@code nil, nil, err}
     */
    static Varargs replace(LuaValue subject, Regex.Compiled compiled, LuaValue replacement, boolean global) {
        Regex regex = compiled.regex();
        if (regex == null) {
            return LuaArgs.lateFailure(NgxRe.error(compiled));
        }
        LuaFunction function = replacement.isfunction() ? replacement.checkfunction() : null;
        ReplaceTemplate template = null;
        if (function == null) {
            template = regex.template(LuaArgs.tostring(replacement));
            if (template == null) {
                return LuaArgs.lateFailure("failed to compile the replacement template");
            }
        }
        LuaString text = LuaArgs.tostring(subject);
        try {
            return replaceIn(text, regex, function, template, global);
        } catch (RegexExecException e) {
            return LuaArgs.lateFailure(e.error());
        }
    }

    private static Varargs replaceIn(
            LuaString text,
            Regex regex,
            @Nullable LuaFunction function,
            @Nullable ReplaceTemplate template,
            boolean global) {
        int[] groups = function == null ? regex.sharedGroups() : regex.newGroups();
        if (!regex.find(text, 0, groups)) {
            return LuaValue.varargsOf(text, LuaValue.ZERO);
        }
        byte[] bytes = text.m_bytes;
        int begin = text.m_offset;
        ByteBuilder out = new ByteBuilder(text.m_length + ROOM);
        int count = 0;
        int copied = begin;
        int from;
        do {
            count++;
            out.append(bytes, copied, Math.max(0, groups[0] - copied));
            int end = groups[1];
            from = (end == groups[0] ? end + 1 : end) - begin;
            if (function != null) {
                out.append(answer(function, regex.collect(text, groups)));
            } else if (template != null) {
                template.expand(bytes, groups, out);
            }
            copied = end;
        } while (global && from <= text.m_length && regex.find(text, from, groups));
        out.append(bytes, copied, begin + text.m_length - copied);
        return LuaValue.varargsOf(out.build(), LuaValue.valueOf(count));
    }

    private static LuaString answer(LuaFunction function, LuaTable captures) {
        Varargs results = function.invoke(captures);
        if (results.narg() == 0) {
            throw Arguments.bad(1, "tostring", "value expected");
        }
        return LuaArgs.tostring(results.arg1());
    }
}
