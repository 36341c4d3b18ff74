// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.regex.RegexExecException;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.LuaFunction;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;

/** {@code ngx.re.sub} and {@code ngx.re.gsub}. */
final class RegexReplace {

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
            template = ReplaceTemplate.parse(LuaArgs.tostring(replacement));
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
        byte[] subject = LuaArgs.readOnly(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(subject.length + 16);
        int[] groups = regex.newGroups();
        int count = 0;
        int copied = 0;
        int from = 0;
        while (from <= subject.length && regex.find(subject, from, groups)) {
            count++;
            out.write(subject, copied, Math.max(0, groups[0] - copied));
            if (function != null) {
                write(out, answer(function, regex.collect(subject, groups, new LuaTable())));
            } else if (template != null) {
                template.expand(subject, groups, out);
            }
            copied = groups[1];
            from = groups[1] == groups[0] ? groups[1] + 1 : groups[1];
            if (!global) {
                break;
            }
        }
        if (count == 0) {
            return LuaValue.varargsOf(text, LuaValue.ZERO);
        }
        out.write(subject, copied, subject.length - copied);
        return LuaValue.varargsOf(LuaString.valueUsing(out.toByteArray()), LuaValue.valueOf(count));
    }

    private static LuaString answer(LuaFunction function, LuaTable captures) {
        Varargs results = function.invoke(captures);
        if (results.narg() == 0) {
            throw Arguments.bad(1, "tostring", "value expected");
        }
        return LuaArgs.tostring(results.arg1());
    }

    private static void write(ByteArrayOutputStream out, LuaString text) {
        out.write(text.m_bytes, text.m_offset, text.m_length);
    }
}
