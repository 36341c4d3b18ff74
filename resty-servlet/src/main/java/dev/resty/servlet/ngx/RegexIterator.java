// SPDX-License-Identifier: Apache-2.0
package dev.resty.servlet.ngx;

import dev.resty.servlet.lua.runtime.NativeFunction;
import dev.resty.servlet.regex.RegexExecException;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.Varargs;

/** The iterator of {@code ngx.re.gmatch}: each call returns the next match, then nil. */
final class RegexIterator extends NativeFunction {

    private final Regex regex;
    private final LuaString subject;
    private int from;

    RegexIterator(Regex regex, LuaString subject) {
        super("gmatch_iterator");
        this.regex = regex;
        this.subject = subject;
    }

    @Override
    protected Varargs all(Varargs args) {
        int length = subject.m_length;
        if (from > length) {
            return NIL;
        }
        int[] groups = regex.sharedGroups();
        try {
            if (!regex.find(subject, from, groups)) {
                from = length + 1;
                return NIL;
            }
        } catch (RegexExecException e) {
            from = length + 1;
            return Arguments.failure(e.error());
        }
        from = groups[1] - subject.m_offset + (groups[1] == groups[0] ? 1 : 0);
        return regex.collect(subject, groups);
    }
}
